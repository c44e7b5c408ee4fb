/** Turns at destination domains, by a clock of the test's own. */
import { DomainLimiter, type DomainLimitTable, type DomainPermit } from '../../src/delivery/domainLimiter';

const table = (
  byDomain: Record<string, [connections: number, perMinute: number]>,
  others: [number, number] = [0, 0],
): DomainLimitTable => ({
  others: { connections: others[0], perMinute: others[1] },
  byDomain: new Map(
    Object.entries(byDomain).map(([domain, [connections, perMinute]]) => [
      domain,
      { connections, perMinute },
    ]),
  ),
});
const turn = (answer: DomainPermit | number): DomainPermit => {
  if (typeof answer === 'number') throw new Error(`no turn for ${answer} ms`);
  return answer;
};

it('bounds nothing without limits', () => {
  const turns = new DomainLimiter();
  for (let i = 0; i < 1000; i++) expect(turn(turns.admit(['a@one.example'], false, 0)).begin()).toBe(true);
});

it('gives every message over the rate a time of its own, and holds nobody else up', () => {
  const turns = new DomainLimiter(table({ 'slow.example': [0, 60] }));
  const waits = Array.from({ length: 5 }, () => turns.admit(['a@slow.example'], false, 0));
  expect(waits.slice(1)).toEqual([1000, 2000, 3000, 4000]);
  turn(waits[0]!);
  turn(turns.admit(['a@other.example'], false, 0));
  turn(turns.admit(['a@sub.slow.example'], false, 0));
});

it('puts who is new behind those who wait', () => {
  const turns = new DomainLimiter(table({ 'slow.example': [0, 60] }));
  turn(turns.admit(['a@slow.example'], false, 0));
  for (const at of [1000, 2000, 3000]) expect(turns.admit(['a@slow.example'], false, 0)).toBe(at);
  // A time has come, and it is that of the first who waits.
  expect(turns.admit(['a@slow.example'], false, 1000)).toBe(3000);
  turn(turns.admit(['a@slow.example'], true, 1000));
});

it.each([30, 60, 600, 6000])('lets %d a minute through, each of them asked for about twice', (perMinute) => {
  const turns = new DomainLimiter(table({ 'slow.example': [0, perMinute] }));
  const total = perMinute * 3;
  const waiting = Array.from({ length: total }, () => ({ at: 0, isBack: false }));
  const gone: number[] = [];
  let asked = 0;
  // Looked at every 100 ms, as a worker does, and a little late.
  for (let now = 0; now < 6 * 60_000 && waiting.length > 0; now += 107) {
    const due = waiting.filter(({ at }) => at <= now).slice(0, 200);
    for (const message of due) {
      asked += 1;
      const answer = turns.admit(['a@slow.example'], message.isBack, now);
      if (typeof answer === 'number') Object.assign(message, { at: now + answer, isBack: true });
      else {
        gone.push(now);
        waiting.splice(waiting.indexOf(message), 1);
        answer.end();
      }
    }
  }
  expect(gone).toHaveLength(total);
  expect(asked).toBeLessThan(3 * total);
  for (let from = 0; from < gone.at(-1)!; from += 60_000)
    expect(gone.filter((at) => at >= from && at < from + 60_000).length).toBeLessThanOrEqual(
      perMinute + Math.ceil(perMinute / 60),
    );
  // Looking late costs a little of the rate, not much.
  expect(gone.at(-1)).toBeLessThan(3.1 * 60_000);
});

it('lets no more mails begin than there are connections, and keeps a few ready', () => {
  const turns = new DomainLimiter(table({ 'slow.example': [2, 0] }));
  const answers = Array.from({ length: 20 }, () => turns.admit(['a@SLOW.example'], false, 0));
  const given = answers.filter((answer): answer is DomainPermit => typeof answer !== 'number');
  expect(given).toHaveLength(10);
  expect(given.map((each) => each.begin()).filter(Boolean)).toHaveLength(2);
  given[0]!.end();
  expect(given[2]!.begin()).toBe(true);
  expect(given[3]!.begin()).toBe(false);
  // A place that is given up unused is free again.
  given[9]!.end();
  turn(turns.admit(['a@slow.example'], true, 0));
});

it('sends to several domains when all of them have room', () => {
  const turns = new DomainLimiter(table({ 'one.example': [1, 0], 'two.example': [1, 0] }));
  const both = turn(turns.admit(['a@one.example', 'b@two.example', 'c@free.example'], false, 0));
  const one = turn(turns.admit(['a@one.example'], false, 0));
  expect(one.begin()).toBe(true);
  expect(both.begin()).toBe(false);
  const two = turn(turns.admit(['a@two.example'], false, 0));
  expect(two.begin()).toBe(true);
  one.end();
  expect(both.begin()).toBe(false);
  two.end();
  expect(both.begin()).toBe(true);
});

it('knows a limit for all others, exceptions from it, and changes', () => {
  const turns = new DomainLimiter(table({ 'free.example': [0, 0] }, [0, 1]));
  turn(turns.admit(['a@one.example'], false, 0));
  expect(turns.admit(['a@one.example'], false, 0)).toBe(60_000);
  for (let i = 0; i < 3; i++) turn(turns.admit(['a@free.example'], false, 0));
  turns.limit(table({}, [0, 0]));
  turn(turns.admit(['a@one.example'], false, 0));
});

it('compares international domains in the form that travels', () => {
  const turns = new DomainLimiter(table({ 'xn--bcher-kva.example': [0, 1] }));
  turn(turns.admit(['a@bücher.example'], false, 0));
  expect(turns.admit(['a@xn--bcher-kva.example'], false, 0)).toBe(60_000);
});
