/**
 * Runs the scenario with a client that is not ours: starts the client's program in both kinds of realm of a real
 * gateway, and compares what it printed, step by step.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createList } from '../../../src/core/lists/lists';
import { startTestGateway, type TestGateway } from '../../support/testGateway';
import { castOf, KINDS, tagOf, type RealmKind } from '../scenario/cast';
import { maskTimes } from '../scenario/contactText';
import { scenario } from '../scenario/scenario';
import { expectedMail } from '../scenario/sendingSteps';
import type { Call, Expectation, Outcome, Seen, Step } from '../scenario/steps';
import { arrivedMail } from './arrivedMail';
import { documentName } from './publishedForm';
import { runProgram } from './runProgram';
import { WORKSHOP } from './workshop';

export interface Difference {
  readonly expect: Expectation;
  /** The client's limit that causes it. */
  readonly because: string;
}

export interface Shows {
  /** Numbers and booleans are text (1, 0). */
  readonly untyped?: boolean;
  /** An empty text inside a structure is read as null. */
  readonly emptyAsNull?: boolean;
}

export interface ForeignClient {
  /** Letters, digits and hyphens; unique among all clients. */
  readonly name: string;
  /** Program and arguments. The run's description also lies in a JSON file. */
  command(runFile: string, run: Run, kind: RealmKind): readonly [string, ...string[]];
  /** Done once per file of tests, before the first run: what a client needs to have made from the WSDL. */
  prepare?(site: Site): Promise<void>;
  /** What the client's language makes of values. */
  readonly shows?: Shows;
  /** Steps in which this client cannot do what the others do. */
  readonly differences?: Partial<Record<RealmKind | 'both', Readonly<Record<string, Difference>>>>;
}

export interface Site {
  readonly endpoint: string;
  readonly wsdl: string;
  readonly documentEndpoint: string;
  readonly documentWsdl: string;
}

/** What a client program finds in its JSON file. */
export interface Run extends Site {
  readonly licence: string;
  readonly listId: number;
  readonly steps: readonly (Call & { readonly documentOperation: string })[];
}

export const CLIENTS = join(__dirname, '..', 'clients');
/** Compilers of other languages take their time on a busy machine. */
const PREPARE_TIMEOUT = 300_000;
const RUN_TIMEOUT = 120_000;

/** One `describe` for each client and kind of realm, on one gateway. */
export function describeClients(clients: readonly ForeignClient[]): void {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
    await mkdir(WORKSHOP, { recursive: true });
    for (const client of clients) await client.prepare?.(siteOf(gateway));
  }, PREPARE_TIMEOUT);
  afterAll(() => gateway.close());

  for (const client of clients) {
    describe.each(KINDS)(`${client.name} in a %s realm`, (kind) => {
      const tag = tagOf(client.name, kind);
      const cast = castOf(kind, tag);
      const steps = scenario(kind, tag);
      const differences = { ...client.differences?.both, ...client.differences?.[kind] };
      const expected = (step: Step): Expectation => differences[step.step]?.expect ?? step.expect;
      let outcomes: ReadonlyMap<string, Outcome>;
      let seen: Seen;

      beforeAll(async () => {
        const listId = await makeList(gateway, kind, tag);
        outcomes = await run(client, kind, {
          ...siteOf(gateway),
          licence: gateway[kind].licence,
          listId,
          steps: steps.map(({ expect: _, ...call }) => ({ ...call, documentOperation: documentName(call) })),
        });
        seen = { listId, value: (step) => (outcomes.get(step) as { value?: unknown } | undefined)?.value };
      }, RUN_TIMEOUT);

      test.each(steps.map((step) => [titleOf(step, differences[step.step]), step] as const))(
        '%s',
        (_, step) => {
          compare(outcomes.get(step.step), expected(step), seen, client.shows ?? {});
        },
      );

      test('knows every step, and no other', () => {
        expect([...outcomes.keys()]).toEqual(steps.map((step) => step.step));
        expect(steps.map((step) => step.step)).toEqual(expect.arrayContaining(Object.keys(differences)));
      });

      for (const { step, subject, text, html } of expectedMail(cast).filter(
        (mail) => !differences[mail.step],
      )) {
        test(`the mail of "${step}" has arrived`, async () => {
          const arrived = await arrivedMail(gateway, cast.jose.email, subject);
          expect(arrived).toMatchObject({ text, html });
        });
      }
    });
  }
}

const titleOf = ({ step }: Step, difference: Difference | undefined): string =>
  difference ? `${step} (differs: ${difference.because})` : step;

const siteOf = ({ url }: TestGateway): Site => ({
  endpoint: `${url}/webservices/WhatCountsAPI`,
  wsdl: `${url}/wsdl/WhatCountsAPI.wsdl`,
  documentEndpoint: `${url}/webservices/WhatCountsAPIDocument`,
  documentWsdl: `${url}/wsdl/WhatCountsAPI-document.wsdl`,
});

const makeList = async (gateway: TestGateway, kind: RealmKind, tag: string): Promise<number> =>
  createList(
    gateway[kind].database,
    gateway[kind].realm,
    { name: castOf(kind, tag).listName, fromAddress: '"Test list" <list@sender.example>' },
    new Date(),
  );

async function run(client: ForeignClient, kind: RealmKind, what: Run): Promise<Map<string, Outcome>> {
  const file = join(WORKSHOP, `${client.name}-${kind}.json`);
  await writeFile(file, JSON.stringify(what));
  const printed = await runProgram(client.command(file, what, kind));
  const lines = printed.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const { step, ...outcome } = JSON.parse(line) as Outcome & { step: string };
      return [step, outcome];
    }),
  );
}

function compare(outcome: Outcome | undefined, expectation: Expectation, seen: Seen, shows: Shows): void {
  if ('fault' in expectation) {
    const { code, string } = (outcome as { fault?: { code: string; string: string } }).fault ?? {};
    expect({ outcome, code: code?.replace(/^.*[:}]/, '') }).toEqual({ outcome, code: expectation.fault });
    if (typeof expectation.says === 'string') expect(string).toContain(expectation.says);
    else expect(string).toMatch(expectation.says);
  } else if ('clientError' in expectation) {
    expect(outcome).toEqual({ error: expect.stringMatching(expectation.clientError) as string });
  } else if ('matches' in expectation) {
    expect(outcome).toEqual({ value: expect.stringMatching(expectation.matches) as string });
  } else if ('above' in expectation) {
    const { value } = outcome as { value?: unknown };
    expect(typeof value).toBe(shows.untyped ? 'string' : 'number');
    expect(Number(value)).toBeGreaterThan(expectation.above);
  } else {
    const value = 'computed' in expectation ? expectation.computed(seen) : expectation.value;
    expect(withoutTimes(outcome)).toEqual({ value: shown(value, shows) });
  }
}

/** The outcome with the times masked at which rows were made. */
function withoutTimes(outcome: Outcome | undefined): unknown {
  if (!outcome || !('value' in outcome) || typeof outcome.value !== 'string') return outcome;
  return { value: maskTimes(outcome.value) };
}

/** A value as the client's language shows it. */
function shown(value: unknown, shows: Shows, inside = false): unknown {
  if (shows.untyped && typeof value === 'boolean') return value ? '1' : '0';
  if (shows.untyped && typeof value === 'number') return String(value);
  if (shows.emptyAsNull && inside && value === '') return null;
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => shown(item, shows, true));
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, shown(field, shows, true)]));
}
