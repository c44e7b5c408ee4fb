/** SIGTERM while callers call, and while mail hangs at the relay. */
import { sendTo, subscribing, timeUntil, type FaultWorld, type Figure } from './faultWorld';
import { SteadyCallers } from '../support/steadyCallers';

const SHUTDOWN_SECONDS = 5;

export async function shutdownUnderLoad(world: FaultWorld): Promise<Figure[]> {
  const figures: Figure[] = [];
  const sums = { answered: 0, lost: 0, slowestExit: 0, wrongExits: 0 };
  const rounds = world.isQuick ? 2 : 5;
  for (let round = 0; round < rounds; round++) {
    const gateway = await world.start({ DRAIN_SECONDS: '2' });
    const nextBody = subscribing(gateway, world.listId);
    const callers = [true, false].map(
      (keepAlive) => new SteadyCallers({ url: gateway.url, callers: 8, keepAlive, nextBody }),
    );
    await timeUntil(10_000, () => callers.every(({ tally }) => (tally.answered.get(200) ?? 0) > 50));
    const code = world.stop(gateway);
    const tallies = await Promise.all(callers.map(({ ended }) => ended));
    if ((await code) !== 0) sums.wrongExits += 1;
    const lastAnswer = Math.max(...tallies.map(({ lastAnswerAt }) => lastAnswerAt));
    sums.slowestExit = Math.max(sums.slowestExit, performance.now() - lastAnswer);
    for (const { answered, lost } of tallies) {
      sums.answered += [...answered.values()].reduce((sum, count) => sum + count, 0);
      sums.lost += lost.length;
    }
  }
  figures.push(
    { name: `calls answered in ${rounds} rounds`, value: sums.answered, unit: '' },
    { name: 'calls begun and not answered', value: sums.lost, unit: '', atMost: 0 },
    { name: 'exit after the last answer', value: sums.slowestExit, unit: 'ms', atMost: 1000 },
    { name: 'exits with an error', value: sums.wrongExits, unit: '', atMost: 0 },
  );
  return figures;
}

export async function hangingRelay(world: FaultWorld): Promise<Figure[]> {
  const { sink } = world;
  sink.on = { data: () => 'stall' };
  const emails = Array.from({ length: 40 }, (_, i) => `hang${i}@example.org`);
  const first = await world.start({ SHUTDOWN_SECONDS: String(SHUTDOWN_SECONDS), SMTP_CONNECTIONS: '4' });
  await sendTo(first, ...emails);
  await timeUntil(10_000, () => sink.openConnections() === 4);
  const startedAt = performance.now();
  const code = await world.stop(first);
  const gone = performance.now() - startedAt;
  sink.on = {};
  await world.write('UPDATE outbox SET due_at = UTC_TIMESTAMP(3) WHERE lease IS NULL');
  const second = await world.start();
  await timeUntil(60_000, async () => (await world.rows('SELECT 1 FROM outbox')).length === 0);
  await world.stop(second);
  const reached = sink.mails.map(({ to: [to] }) => to!).filter((email) => email.startsWith('hang'));
  sink.mails.length = 0;
  return [
    { name: 'gone after SIGTERM', value: gone, unit: 'ms', atMost: SHUTDOWN_SECONDS * 1000 },
    { name: 'exit code', value: code ?? -1, unit: '', atMost: 0, atLeast: 0 },
    { name: 'mails lost', value: emails.length - new Set(reached).size, unit: '', atMost: 0 },
    { name: 'mails doubled', value: reached.length - new Set(reached).size, unit: '', atMost: 0 },
  ];
}

const A_SECOND = 50;

export async function throttlingRelay(world: FaultWorld): Promise<Figure[]> {
  const { sink } = world;
  const mails = world.isQuick ? 300 : 1000;
  const taken: number[] = [];
  let refused = 0;
  sink.on.rcpt = () => {
    const since = performance.now() - 1000;
    if (taken.filter((at) => at > since).length >= A_SECOND) {
      refused += 1;
      return [450, '4.7.1 slow down'];
    }
    taken.push(performance.now());
    return null;
  };
  const gateway = await world.start();
  const emails = Array.from({ length: mails }, (_, i) => `pace${i}@example.org`);
  await sendTo(gateway, ...emails);
  const took = await timeUntil(10 * 60_000, () => sink.mails.length >= mails);
  await world.stop(gateway);
  const [failed] = await world.rows<{ n: number }>(
    "SELECT COUNT(*) AS n FROM messages WHERE status = 'failed'",
  );
  const reached = sink.mails.map(({ to: [to] }) => to!);
  sink.on = {};
  sink.mails.length = 0;
  return [
    {
      name: `${mails} mails at ${A_SECOND} a second`,
      value: took,
      unit: 'ms',
      atMost: (2 * mails * 1000) / A_SECOND,
    },
    { name: 'put off', value: refused, unit: '' },
    { name: 'failed', value: failed!.n, unit: '', atMost: 0 },
    { name: 'doubled', value: reached.length - new Set(reached).size, unit: '', atMost: 0 },
  ];
}
