/**
 * Runs the scenario with a client that is not ours: starts the client's program in both kinds of realm of a real
 * gateway, and compares what it printed, step by step.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startTestGateway, type TestGateway } from '../../support/testGateway';
import { castOf, KINDS, tagOf, type RealmKind } from '../scenario/cast';
import { expectedMail, scenario } from '../scenario/scenario';
import type { Belongings, Call, Expectation, Outcome, Seen, Step } from '../scenario/steps';
import { arrivedMail } from './arrivedMail';
import { makeBelongings } from './makeBelongings';
import { compareOutcome, type Shows } from './compareOutcome';
import { documentName } from './publishedForm';
import { runProgram } from './runProgram';

export interface Difference {
  readonly expect: Expectation;
  /** The client's limit that causes it. */
  readonly because: string;
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
  readonly xmlRpc: string;
}

/** What a client program finds in its JSON file. */
export interface Run extends Site, Belongings {
  readonly licence: string;
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
      /** Of its own, so that the call log says which client made a call. */
      const licenceOfItsOwn = async (): Promise<string> =>
        (await gateway.licences.issue(gateway[kind].realm, client.name)).text;
      let outcomes: ReadonlyMap<string, Outcome>;
      let seen: Seen;

      beforeAll(async () => {
        const belongings = await makeBelongings(gateway, kind, cast);
        outcomes = await run(client, kind, gateway.varDirectory, {
          ...siteOf(gateway),
          ...belongings,
          licence: await licenceOfItsOwn(),
          steps: steps.map(({ expect: _, ...call }) => ({ ...call, documentOperation: documentName(call) })),
        });
        seen = {
          ...belongings,
          value: (step) => (outcomes.get(step) as { value?: unknown } | undefined)?.value,
        };
      }, RUN_TIMEOUT);

      test.each(steps.map((step) => [titleOf(step, differences[step.step]), step] as const))(
        '%s',
        (_, step) => {
          compareOutcome(outcomes.get(step.step), expected(step), seen, client.shows ?? {});
        },
      );

      test('knows every step, and no other', () => {
        expect([...outcomes.keys()]).toEqual(steps.map((step) => step.step));
        expect(steps.map((step) => step.step)).toEqual(expect.arrayContaining(Object.keys(differences)));
      });

      for (const { step, subject, text, html, files = [] } of expectedMail(cast).filter(
        (mail) => !differences[mail.step],
      )) {
        test(`the mail of "${step}" has arrived`, async () => {
          const arrived = await arrivedMail(gateway, cast.jose.email, subject);
          expect(arrived).toMatchObject({ text, html, files });
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
  xmlRpc: `${url}/xmlrpc`,
});

/** What a compiled client is told about the realm, in the order of `Belongings`. */
export const belongingsOf = (run: Run): string[] =>
  [
    run.listId,
    run.listIds,
    run.launchFlags,
    run.campaignId,
    run.ruleId,
    run.definitionId,
    run.accountId,
    run.readerTag,
  ].map(String);

async function run(
  client: ForeignClient,
  kind: RealmKind,
  folder: string,
  what: Run,
): Promise<Map<string, Outcome>> {
  const file = join(folder, `${client.name}-${kind}.json`);
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
