/** The database stands still, or vanishes and comes back, while callers go on calling. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ask,
  descriptorsOf,
  sendTo,
  subscribing,
  timeUntil,
  type FaultWorld,
  type Figure,
} from './faultWorld';
import { OpenLoop } from './openLoop';

/** After its return. */
const WORKS_WITHIN_MS = 2000;
const LONGEST_CALL_MS = 15_000;

export const databaseStandstill = (world: FaultWorld): Promise<Figure[]> =>
  outage(world, 'SIGSTOP', async () => world.signalDatabase('SIGCONT'));

export const databaseReturn = (world: FaultWorld): Promise<Figure[]> =>
  outage(world, 'SIGKILL', () => world.restartDatabase());

async function outage(
  world: FaultWorld,
  signal: 'SIGSTOP' | 'SIGKILL',
  bringBack: () => Promise<void>,
): Promise<Figure[]> {
  const gateway = await world.start();
  const nextBody = subscribing(gateway, world.listId);
  const loop = new OpenLoop({ url: gateway.url, perSecond: world.isQuick ? 15 : 50, nextBody });
  await sleep(1000);
  await sendTo(gateway, 'before@example.org');
  await world.signalDatabase(signal);
  const toldAfter = await timeUntil(10_000, async () => (await ask(gateway, '/readyz')).status === 503);
  let slowestLook = 0;
  let descriptors = 0;
  const until = performance.now() + (world.isQuick ? 5000 : 30_000);
  while (performance.now() < until) {
    slowestLook = Math.max(slowestLook, (await ask(gateway, '/readyz')).took);
    descriptors = Math.max(descriptors, await descriptorsOf(gateway));
    // Whoever uses a private server starts it again where it ends.
    if (signal === 'SIGKILL') await world.signalDatabase(signal).catch(() => undefined);
    await sleep(100);
  }
  await bringBack();
  const works = await timeUntil(30_000, async () => (await sendTo(gateway, 'after@example.org')) === 0);
  const mails = (email: string): number => world.sink.mails.filter(({ to }) => to.includes(email)).length;
  const delivers = works + (await timeUntil(60_000, () => mails('after@example.org') > 0));
  const old = await timeUntil(60_000, () => mails('before@example.org') > 0);
  const tally = await loop.stop();
  await world.stop(gateway);
  world.sink.mails.length = 0;
  return [
    { name: '/readyz says 503 after', value: toldAfter, unit: 'ms', atMost: 5000 },
    { name: 'slowest /readyz', value: slowestLook, unit: 'ms', atMost: 1500 },
    { name: 'most open descriptors', value: descriptors, unit: '', atMost: 1000 },
    { name: 'slowest call', value: tally.slowest, unit: 'ms', atMost: LONGEST_CALL_MS },
    { name: 'calls without an answer', value: tally.lost, unit: '', atMost: 0 },
    { name: 'calls work after the return', value: works, unit: 'ms', atMost: WORKS_WITHIN_MS },
    { name: 'mail goes out after the return', value: delivers, unit: 'ms', atMost: WORKS_WITHIN_MS },
    { name: 'mail that was waiting goes out after', value: old, unit: 'ms', atMost: 15_000 },
  ];
}
