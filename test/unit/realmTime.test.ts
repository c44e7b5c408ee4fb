/** Times in the zone of a realm. */
import { formatDate, formatDateTime, wallTime } from '../../src/core/time/realmTime';

test.each([
  '1969-12-31T23:59:59.999Z',
  '2000-01-01T00:00:00Z',
  '2024-02-29T12:34:56.789Z',
  '9999-12-31T23:59:59Z',
])('%s in UTC is what the formatter of an equal zone makes of it', (text) => {
  expect(wallTime(new Date(text), 'UTC')).toEqual(wallTime(new Date(text), 'Etc/UTC'));
});

test.each([
  ['UTC', '2024-07-01T03:04:05Z', '2024-07-01 03:04:05'],
  ['America/New_York', '2024-07-01T03:04:05Z', '2024-06-30 23:04:05'],
  ['America/New_York', '2024-01-01T05:00:00Z', '2024-01-01 00:00:00'],
  ['Asia/Kathmandu', '2024-01-01T00:00:00Z', '2024-01-01 05:45:00'],
])('%s shows %s as %s', (zone, instant, shown) => {
  expect(formatDateTime(new Date(instant), zone)).toBe(shown);
});

test('a date at midnight is shown without its time', () => {
  expect(formatDate(new Date('2024-01-01T05:00:00Z'), 'America/New_York')).toBe('2024-01-01');
  expect(formatDate(new Date('2024-01-01T05:00:00Z'), 'UTC')).toBe('2024-01-01 05:00:00');
});
