import { Pacer } from '../../src/delivery/pacer';

it('never waits without a limit', () => {
  const pace = new Pacer(0);
  for (let i = 0; i < 1000; i += 1) expect(pace.take(0)).toBe(0);
});

/** How many mails a sender that is always ready gets through. @param until milliseconds */
function sent(perMinute: number, until: number): number {
  const pace = new Pacer(perMinute);
  let count = 0;
  for (let now = 0; now < until;) {
    const wait = pace.take(now);
    if (wait === 0) count += 1;
    now += wait;
  }
  return count;
}

it.each([1, 7, 60, 600, 60_000])(
  'lets %d mails through in a minute, and a second’s worth at once',
  (limit) => {
    const burst = Math.ceil(limit / 60);
    expect(sent(limit, 60_000)).toBeGreaterThanOrEqual(limit);
    expect(sent(limit, 60_000)).toBeLessThanOrEqual(limit + burst);
    expect(sent(limit, 600_000)).toBeLessThanOrEqual(10 * limit + burst);
    expect(sent(limit, 1)).toBeLessThanOrEqual(burst + 1);
  },
);

it('saves nothing up while there is nothing to send', () => {
  const pace = new Pacer(60);
  pace.take(0);
  const later = 3_600_000;
  expect(pace.take(later)).toBe(0);
  expect(pace.take(later)).toBeGreaterThan(0);
});
