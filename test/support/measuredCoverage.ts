/** Which forms the foreign clients of a test run called, from the logs of the gateways that they called. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  CLIENT_FAMILIES,
  coverageKey,
  REST_FAMILIES,
  type Coverage,
} from '../../src/facades/explorer/coverage';
import { CALL_LOG_DIRECTORY } from './callLogs';

/** What is used of a line of the call log. */
export interface CallLine {
  readonly event: string;
  readonly operation: string;
  readonly arguments: number | null;
  readonly realm: string | null;
  readonly client: string | null;
  readonly outcome: 'ok' | 'refused' | 'fault';
  readonly code: string | null;
}

/** Every call of every gateway of the run. */
export function loggedCalls(): CallLine[] {
  if (!existsSync(CALL_LOG_DIRECTORY)) return [];
  return readdirSync(CALL_LOG_DIRECTORY).flatMap((file) =>
    readFileSync(resolve(CALL_LOG_DIRECTORY, file), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as CallLine)
      .filter((line) => line.event === 'call'),
  );
}

/** What was done (a command may have answered 1) for each foreign client; its licence bears its name. */
export function measuredCoverage(calls: readonly CallLine[]): Coverage {
  const found = new Map<string, Set<string>>();
  const note = (key: string, client: string): void => {
    found.set(key, (found.get(key) ?? new Set()).add(client));
  };
  for (const { operation, arguments: count, client, outcome } of calls) {
    if (client === null || outcome === 'fault') continue;
    if (REST_FAMILIES.some(({ prefix }) => client.startsWith(prefix))) note(operation, client);
    if (count === null) continue;
    if (!CLIENT_FAMILIES.some(({ prefix }) => client.startsWith(prefix))) continue;
    note(coverageKey(operation, count), client);
    // A session of that licence was opened, and nobody else has the licence.
    note(coverageKey('beginSession', 1), client);
  }
  return Object.fromEntries(
    [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, clients]) => [key, [...clients].sort()]),
  );
}
