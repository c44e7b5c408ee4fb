/** A/B launches over gateways that are processes of their own: side by side, killed and started again; and the command line. */
import { createList } from '../../src/core/lists/lists';
import { letTimePass, newestResult, untilSent } from '../support/abtestParts';
import { GatewayProcesses } from '../support/gatewayProcesses';
import {
  addresses,
  campaigns,
  makeTemplate,
  reached,
  subscribeMany,
  until,
  type LaunchRealm,
} from '../support/launchParts';
import type { SmtpSink } from '../support/smtpSink';
import type { SoapFault } from '../support/soapClient';

// Hundreds of mails through several processes, on whatever machine this is.
jest.setTimeout(240_000);

let processes: GatewayProcesses;
let sink: SmtpSink;
let realm: LaunchRealm;

/** A list of so many, and a definition of two samples by the command line. @returns its number */
async function prepare(prefix: string, count: number, ...options: string[]): Promise<number> {
  const listId = await createList(
    realm.database,
    realm.realm,
    { name: prefix, fromAddress: 'list@sender.example' },
    new Date(),
  );
  await subscribeMany(realm, listId, prefix, count);
  const samples: string[] = [];
  for (const word of ['Alpha', 'Beta'])
    samples.push('--sample', String(await makeTemplate(realm, { plainText: word, html: word })));
  const { abDefinitionId } = await processes.json<{ abDefinitionId: number }>(
    ...['abtest', 'create', 'plain', prefix, '--list', String(listId), ...samples, ...options],
  );
  return abDefinitionId;
}

beforeAll(async () => {
  processes = await GatewayProcesses.open('abtests');
  ({ sink, realm } = processes);
});
afterAll(() => processes.close());
beforeEach(() => {
  sink.mails.length = 0;
  sink.on = {};
});

it('goes on after all gateways were killed in the middle, with one winner and one mail for everybody', async () => {
  const id = await prepare('killed', 900, '--size', '25%', '--minutes', '600');
  const first = await processes.start();
  const second = await processes.start();
  sink.on.kept = () => new Promise((resolve) => setTimeout(resolve, 2));
  await processes.json('abtest', 'launch', 'plain', String(id), '--notify', 'owner@example.org');
  await until(() => sink.mails.length > 100);
  await Promise.all([first, second].map((gateway) => processes.stop(gateway, 'SIGKILL')));
  // Its time runs out while nothing runs: the samples come first all the same.
  await letTimePass(realm, id);
  const gateways = await Promise.all([processes.start(), processes.start(), processes.start()]);
  await until(async () => (await newestResult(realm, id)).status === 'decided');
  await until(() => sink.mails.length > 700);
  await processes.stop(gateways[0], 'SIGKILL');
  await untilSent(realm);
  await until(() => sink.mails.some(({ to }) => to[0] === 'owner@example.org'));
  await Promise.all(gateways.slice(1).map((gateway) => processes.stop(gateway)));

  const received = new Map<string, Set<string>>();
  for (const { to, raw } of sink.mails) {
    const messageId = /^Message-ID: (.*)$/im.exec(raw.toString('latin1'))![1]!;
    received.set(to[0]!, (received.get(to[0]!) ?? new Set()).add(messageId));
  }
  expect([...received.keys()].sort()).toEqual([...addresses('killed', 900), 'owner@example.org'].sort());
  // A mail inside SMTP at the kill may come again; it is the same message then.
  expect([...received.values()].every((own) => own.size === 1)).toBe(true);
  expect(sink.mails.length - 901).toBeLessThanOrEqual(12);
  expect((await campaigns(realm)).map(({ recipients, expanded }) => [recipients, expanded])).toEqual([
    [450, 450],
    [225, 225],
    [225, 225],
  ]);
});

it('has one winner, whoever chooses at the same moment', async () => {
  const id = await prepare('race', 60, '--size', '10', '--minutes', '600');
  const gateways = await Promise.all([processes.start(), processes.start()]);
  await processes.json('abtest', 'launch', 'plain', String(id));
  await untilSent(realm);
  const { lastLaunch } = await processes.json<{ lastLaunch: { samples: { encryptedId: string }[] } }>(
    ...['abtest', 'show', 'plain', String(id)],
  );
  const choices = gateways.flatMap(({ soap, session }) =>
    lastLaunch.samples.flatMap(({ encryptedId }) =>
      [1, 2].map(() =>
        soap.call('abMailWinner', { session, encryptedId }).catch((error: SoapFault) => error.code),
      ),
    ),
  );
  // The background has its chance at the same time.
  const [answers] = await Promise.all([Promise.all(choices), letTimePass(realm, id)]);
  await until(async () => (await newestResult(realm, id)).status === 'decided');
  const { chosen_by, winner } = await newestResult(realm, id);
  expect(answers.filter((answer) => answer === 'SUCCESS')).toHaveLength(chosen_by === 'hand' ? 1 : 0);
  expect(answers.filter((answer) => answer !== 'SUCCESS' && answer !== 'abtest.over')).toEqual([]);
  await untilSent(realm);
  await Promise.all(gateways.map((gateway) => processes.stop(gateway)));
  expect(reached(sink)).toEqual(addresses('race', 60));
  const listed = await processes.json<{ kind: string }[]>('campaign', 'list', 'plain', '--limit', '3');
  expect(listed.map(({ kind }) => kind)).toEqual(['A/B winner', 'A/B sample B', 'A/B sample A']);
  const words = sink.mails.map(({ raw }) => (raw.includes('Alpha') ? 'A' : 'B'));
  expect(words.filter((letter) => letter === winner)).toHaveLength(50);
});

it('is made, shown, chosen and cancelled on the command line', async () => {
  const id = String(await prepare('words', 20, '--size', '5', '--then', 'wait', '--subject', 'b=Bee'));
  expect((await processes.run('abtest', 'show', 'plain', id)).out).toMatch(
    /^B +\d+ +Bee +-$[^]*not been launched yet/m,
  );
  expect((await processes.run('abtest', 'winner', 'plain', id)).error).toContain('not been launched yet');
  const gateway = await processes.start();
  const { campaignId } = await processes.json<{ campaignId: number }>(
    'abtest',
    'launch',
    'plain',
    id,
    '--name',
    'May',
  );
  await untilSent(realm);
  expect(await processes.json('abtest', 'show', 'plain', id)).toMatchObject({
    lastLaunch: {
      status: 'testing',
      restCampaignId: campaignId,
      samples: [
        { letter: 'A', recipients: 5, sent: 5, opened: 0 },
        { letter: 'B', recipients: 5, sent: 5, subject: 'Bee' },
      ],
    },
  });
  expect((await processes.run('abtest', 'delete', 'plain', id)).error).toContain('has no winner yet');
  expect(await processes.run('abtest', 'winner', 'plain', id, 'Q')).toMatchObject({ code: 1 });
  expect(await processes.json('abtest', 'winner', 'plain', id, 'b')).toMatchObject({
    winner: 'B',
    campaignId,
  });
  expect((await processes.run('abtest', 'winner', 'plain', id)).error).toContain('sent before');
  await untilSent(realm);
  expect(reached(sink)).toEqual(addresses('words', 20));
  expect((await processes.run('abtest', 'cancel', 'plain', id)).error).toContain('campaign cancel plain');

  // A second launch of the same definition, which nobody gets the winner of.
  sink.mails.length = 0;
  await processes.json('abtest', 'launch', 'plain', id);
  await untilSent(realm);
  await processes.json('abtest', 'cancel', 'plain', id);
  await processes.json('abtest', 'cancel', 'plain', id);
  expect((await processes.run('abtest', 'winner', 'plain', id)).error).toContain('was cancelled');
  expect(await processes.json('abtest', 'list', 'plain')).toMatchObject([
    {},
    {},
    { abDefinitionId: Number(id), lastLaunch: { status: 'cancelled', winner: null } },
  ]);
  const [held] = await realm.database.rows<{ n: number }>('SELECT COUNT(*) AS n FROM campaign_recipients');
  expect(held!.n).toBe(0);
  expect(sink.mails).toHaveLength(10);
  // Cancelled one by one, a launch without samples comes to its end by itself.
  const timed = String(await prepare('alone', 6, '--size', '1', '--minutes', '5'));
  await processes.json('abtest', 'launch', 'plain', timed);
  await untilSent(realm);
  const [rest] = await campaigns(realm);
  await processes.json('campaign', 'cancel', 'plain', String(rest!.campaign_id));
  await letTimePass(realm, Number(timed));
  await until(async () => (await newestResult(realm, Number(timed))).status === 'cancelled');
  await processes.json('abtest', 'delete', 'plain', timed);
  await processes.stop(gateway);
});

test.each([
  [['--sample', '1'], 2, 'needs 2 to 26 --sample'],
  [['--sample', '1', '--sample', '2', '--subject', 'C=x'], 2, 'letter of a sample'],
  [['--sample', '1', '--sample', '2', '--from', 'A=x', '--from', 'a=y'], 2, 'given twice'],
  [['--sample', '1', '--sample', '2', '--size', 'many'], 2, '--size'],
  [['--sample', '1', '--sample', '2', '--measure', 'luck'], 2, '--measure is one of'],
  [['--sample', '1', '--sample', '2', '--size', '51%', '--minutes', '1'], 1, 'more than everybody'],
  [['--sample', '1', '--sample', '2'], 1, 'nothing would end the test'],
  [['--sample', '1', '--sample', '2', '--minutes', '1'], 1, 'no list 1'],
  [['--sample', '1', '--sample', '2', '--minutes', '1', '--from', 'A=x'], 1, 'not an e-mail address'],
])('refused: %j', async (options, code, text) => {
  const outcome = await processes.run('abtest', 'create', 'plain', 'bad', '--list', '1', ...options);
  expect(outcome).toMatchObject({ code, out: '' });
  expect(outcome.error).toContain(text);
});
