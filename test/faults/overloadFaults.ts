/** More calls than can be answered, and calls that are very large beside others that are small. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ask,
  envelope,
  peakMemoryOf,
  subscribing,
  type FaultGateway,
  type FaultWorld,
  type Figure,
} from './faultWorld';
import { arrivals, OpenLoop, type ArrivalTally } from './openLoop';

const SMALL = envelope('<getVersion xmlns="urn:webservices.api.whatcounts"/>');
const LARGE = envelope(
  `<getVersion xmlns="urn:webservices.api.whatcounts">${'<a>1</a>'.repeat(498_990)}</getVersion>`,
);

export async function overload(world: FaultWorld): Promise<Figure[]> {
  const seconds = world.isQuick ? 4 : 15;
  const gateway = await world.start();
  const nextBody = subscribing(gateway, world.listId);
  const at = (perSecond: number): Promise<ArrivalTally> =>
    arrivals(seconds, { url: gateway.url, perSecond, nextBody });
  await at(100);
  let peak = 0;
  for (let perSecond = 200; ; perSecond *= 1.5) {
    const goodput = (await at(perSecond)).ok / seconds;
    peak = Math.max(peak, goodput);
    if (goodput < 0.9 * perSecond) break;
  }
  const tally = await at(10 * peak);
  await world.stop(gateway);
  return [
    { name: 'peak', value: peak, unit: 'calls/s' },
    { name: 'offered', value: tally.offered / seconds, unit: 'calls/s' },
    { name: 'goodput, of the peak', value: tally.ok / seconds / peak, unit: '', atLeast: 0.9 },
    { name: 'p99 of what was accepted', value: tally.p99, unit: 'ms', atMost: 1000 },
    { name: 'refused with 503', value: tally.refused, unit: '' },
    { name: 'the generator itself was late by', value: tally.lateness, unit: 'ms' },
    { name: 'left out by the generator', value: tally.leftOut / seconds, unit: 'calls/s' },
    { name: 'without an answer', value: tally.lost, unit: '', atMost: 0 },
  ];
}

const post = ({ url }: FaultGateway, body: string): Promise<number> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'text/xml' }, body }).then(
    async (response) => {
      await response.text();
      return response.status;
    },
    () => 0,
  );

export async function largeEnvelopes(world: FaultWorld): Promise<Figure[]> {
  const gateway = await world.start();
  const before = await peakMemoryOf(gateway);
  const statuses = await Promise.all(Array.from({ length: 16 }, () => post(gateway, LARGE)));
  const peak = await peakMemoryOf(gateway);
  const { status } = await ask(gateway, '/readyz');
  await world.stop(gateway);
  return [
    { name: 'memory before', value: before, unit: 'MB' },
    { name: 'most memory with 16 envelopes of 499,000 elements', value: peak, unit: 'MB', atMost: 900 },
    { name: 'without an answer', value: statuses.filter((each) => each === 0).length, unit: '', atMost: 0 },
    { name: '/readyz afterwards', value: status, unit: '', atMost: 200, atLeast: 200 },
  ];
}

export async function smallBesideLarge(world: FaultWorld): Promise<Figure[]> {
  const gateway = await world.start();
  await post(gateway, LARGE);
  const small = { url: gateway.url, perSecond: 50, nextBody: (): string => SMALL };
  // What the machine itself makes them wait.
  const alone = await arrivals(3, small);
  const loop = new OpenLoop(small);
  for (let i = 0; i < (world.isQuick ? 5 : 20); i++) {
    await post(gateway, LARGE);
    await sleep(50);
  }
  const tally = await loop.stop();
  await world.stop(gateway);
  return [
    { name: 'small calls', value: tally.ok, unit: '' },
    { name: 'slowest of them with no large one', value: alone.slowest, unit: 'ms' },
    { name: 'p99 of small calls', value: tally.p99, unit: 'ms' },
    { name: 'slowest small call', value: tally.slowest, unit: 'ms', atMost: 200 },
    { name: 'small calls not answered', value: tally.lost + tally.refused, unit: '', atMost: 0 },
  ];
}
