/** A simulated relay that takes so many mails a second, and a sender that always has more. */
import { LearntPace } from '../../src/delivery/learntPace';
import { isThrottling } from '../../src/delivery/throttling';

interface Seen {
  taken: number;
  throttled: number;
}

/** @param limitAt mails that the relay takes in the second; @param most that the sender can send in one */
function simulate(seconds: number, limitAt: (second: number) => number, most = 400): Seen[] {
  const pace = new LearntPace();
  const seen: Seen[] = [];
  for (let ms = 0; ms < seconds * 1000; ms += 1000 / most) {
    const now = 1000 + ms;
    const second = Math.floor(ms / 1000);
    const here = (seen[second] ??= { taken: 0, throttled: 0 });
    if (pace.wait(now) > 0) continue;
    pace.take(now);
    const isThrottled = here.taken >= limitAt(second);
    if (isThrottled) here.throttled += 1;
    else here.taken += 1;
    pace.note('example.org', isThrottled, now);
  }
  return seen;
}

const sum = (seen: readonly Seen[], what: keyof Seen): number =>
  seen.reduce((total, each) => total + each[what], 0);

it.each([5, 50, 300])(
  'sends at nearly the speed of a relay that takes %d a second, and no faster',
  (limit) => {
    const seen = simulate(60, () => limit);
    expect(sum(seen, 'taken')).toBeGreaterThan(0.7 * limit * 60);
    const settled = seen.slice(5);
    expect(sum(settled, 'throttled')).toBeLessThan(0.15 * sum(settled, 'taken'));
  },
);

it('has no limit while nothing is said', () => {
  expect(
    sum(
      simulate(10, () => Infinity),
      'taken',
    ),
  ).toBe(4000);
});

it('becomes faster again when the relay does', () => {
  const seen = simulate(120, (second) => (second < 20 ? 20 : 1000));
  expect(seen.at(-1)!.taken).toBeGreaterThan(200);
});

it('is not slowed down by one domain that complains among others that do not', () => {
  const pace = new LearntPace();
  for (let i = 0; i < 1000; i++) {
    pace.note(i % 10 === 0 ? 'slow.example' : `d${i % 5}.example`, i % 10 === 0, 1000 + i * 5);
  }
  expect(pace.perSecond).toBe(Infinity);
});

it.each([
  ['450 4.7.1 slow down', true],
  ['450 4.7.1 Error: too many messages from 10.0.0.1, retry later', true],
  ['421 4.7.0 Try again later, closing connection', true],
  ['452 4.5.3 rate limit exceeded', true],
  ['451 4.7.28 unusual rate of mail', true],
  ['450 4.7.1 Greylisted, rate limited for 300 seconds', false],
  ['452 4.2.2 mailbox over its limit', false],
  ['451 try later', false],
  ['550 5.7.1 too many bad mails', false],
])('%s', (response, expected) => expect(isThrottling(response)).toBe(expected));
