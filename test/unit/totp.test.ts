/** Codes as the appendix of RFC 6238 gives them (their last six digits), and which of them are taken. */
import { isTotpSecret, newTotpSecret, totpCode, totpStepAt, totpStepOf } from '../../src/secrets/totp';

/** `12345678901234567890` in base32. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
])('at second %i it is %s', (seconds, code) => {
  const now = new Date(seconds * 1000);
  expect(totpCode(SECRET, totpStepAt(now))).toBe(code);
  expect(totpStepOf(SECRET, code, now, 0)).toBe(totpStepAt(now));
});

test('a code is taken half a minute early or late, and never again', () => {
  const now = new Date(1234567890_000);
  const step = totpStepAt(now);
  const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  expect(totpStepOf(SECRET, '005924', at(-30), 0)).toBe(step);
  expect(totpStepOf(SECRET, '005924', at(30), 0)).toBe(step);
  expect(totpStepOf(SECRET, '005924', at(61), 0)).toBeNull();
  expect(totpStepOf(SECRET, '005924', now, step)).toBeNull();
  for (const wrong of ['005925', '5924', '005924 ', '', 'abcdef'])
    expect(totpStepOf(SECRET, wrong, now, 0)).toBeNull();
});

test('secrets are 160 bits, each another', () => {
  const secrets = Array.from({ length: 50 }, newTotpSecret);
  expect(secrets.every(isTotpSecret)).toBe(true);
  expect(new Set(secrets).size).toBe(50);
});
