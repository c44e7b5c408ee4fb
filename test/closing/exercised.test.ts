/**
 * The last test of a run: reads the call logs of every gateway that the other tests started. An operation that was
 * never answered in a kind of realm where it is legal, or never refused where it is not, fails the run.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { operations } from '../../src/operations';
import { CALL_LOG_DIRECTORY } from '../support/callLogs';

interface CallLine {
  readonly event: string;
  readonly operation: string;
  readonly realm: string | null;
  readonly outcome: 'ok' | 'refused' | 'fault';
  readonly code: string | null;
}

function calls(): CallLine[] {
  if (!existsSync(CALL_LOG_DIRECTORY)) return [];
  return readdirSync(CALL_LOG_DIRECTORY).flatMap((file) =>
    readFileSync(resolve(CALL_LOG_DIRECTORY, file), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as CallLine)
      .filter((line) => line.event === 'call'),
  );
}

const seen = new Set<string>();
for (const { operation, realm, outcome, code } of calls()) {
  const kind = realm === null ? 'none' : /key/.test(realm) ? 'keyed' : 'normal';
  seen.add(`${operation} ${kind} ${outcome === 'ok' ? 'ok' : (code ?? '')}`);
}

test('there are calls to look at', () => {
  expect(seen.size).toBeGreaterThan(operations.length);
});

test.each(operations.map((operation) => [operation.name, operation] as const))(
  '%s was exercised',
  (name, operation) => {
    const expected =
      operation.access === 'public'
        ? ['none ok']
        : {
            any: ['normal ok', 'keyed ok'],
            byEmail: ['normal ok', 'keyed realm.useCustomerKey'],
            byKey: ['keyed ok', 'normal realm.noCustomerKey'],
            normalOnly: ['normal ok', 'keyed realm.refused'],
          }[operation.identity.kind];
    expect(expected.filter((outcome) => !seen.has(`${name} ${outcome}`))).toEqual([]);
  },
);
