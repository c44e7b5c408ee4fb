/** Times in the zone of a realm. */
import {
  dateProblem,
  formatDate,
  formatDateTime,
  formatDay,
  formatMoment,
  formatShortDateTime,
  parseDate,
  parseDateEnd,
  wallTime,
} from '../../src/time/realmTime';

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

test.each([
  ['UTC', '2024-07-01T03:04:05.678Z', '2024-07-01 03:04:05 +00:00'],
  ['Asia/Kathmandu', '2024-01-01T00:00:00Z', '2024-01-01 05:45:00 +05:45'],
  ['America/St_Johns', '2024-01-01T00:00:00Z', '2023-12-31 20:30:00 -03:30'],
  // The hour that clocks show twice.
  ['Europe/Berlin', '2027-10-31T00:30:00Z', '2027-10-31 02:30:00 +02:00'],
  ['Europe/Berlin', '2027-10-31T01:30:00Z', '2027-10-31 02:30:00 +01:00'],
])('%s shows the moment %s as %s, which is read as it was', (zone, instant, shown) => {
  const date = new Date(instant);
  expect(formatMoment(date, zone)).toBe(shown);
  expect(parseDate(shown, 'Asia/Tokyo')).toEqual(new Date(date.setMilliseconds(0)));
});

test('a date at midnight is shown without its time', () => {
  expect(formatDate(new Date('2024-01-01T05:00:00Z'), 'America/New_York')).toBe('2024-01-01');
  expect(formatDate(new Date('2024-01-01T05:00:00Z'), 'UTC')).toBe('2024-01-01 05:00:00');
});

test.each([
  ['2024-01-01T05:00:00Z', '01/01/24 12:00 AM', '01/01/2024'],
  ['2024-07-01T16:05:59Z', '07/01/24 12:05 PM', '07/01/2024'],
  ['2024-07-02T03:59:00Z', '07/01/24 11:59 PM', '07/01/2024'],
])('%s in New York is %s, on %s', (instant, short, day) => {
  expect(formatShortDateTime(new Date(instant), 'America/New_York')).toBe(short);
  expect(formatDay(new Date(instant), 'America/New_York')).toBe(day);
});

const NEW_YORK = 'America/New_York';
test.each([
  // A day, a minute and a second belong to the range as a whole.
  ['07/01/2024', NEW_YORK, '2024-07-01T04:00:00.000Z', '2024-07-02T04:00:00.000Z'],
  ['2024-07-01', 'UTC', '2024-07-01T00:00:00.000Z', '2024-07-02T00:00:00.000Z'],
  ['7/1/2024 13:05', NEW_YORK, '2024-07-01T17:05:00.000Z', '2024-07-01T17:06:00.000Z'],
  ['07/01/2024 12:05 AM', NEW_YORK, '2024-07-01T04:05:00.000Z', '2024-07-01T04:06:00.000Z'],
  ['07/01/2024 12:05 PM', NEW_YORK, '2024-07-01T16:05:00.000Z', '2024-07-01T16:06:00.000Z'],
  ['07/01/2024 01:05:09 PM', NEW_YORK, '2024-07-01T17:05:09.000Z', '2024-07-01T17:05:10.000Z'],
  ['2024-07-01T13:05:09.25Z', NEW_YORK, '2024-07-01T13:05:09.250Z', '2024-07-01T13:05:09.251Z'],
  ['2024-07-01T13:05:09+02:00', NEW_YORK, '2024-07-01T11:05:09.000Z', '2024-07-01T11:05:10.000Z'],
  // A day of 23 hours, and one of 25.
  ['03/10/2024', NEW_YORK, '2024-03-10T05:00:00.000Z', '2024-03-11T04:00:00.000Z'],
  ['11/03/2024', NEW_YORK, '2024-11-03T04:00:00.000Z', '2024-11-04T05:00:00.000Z'],
  // Shown twice: from the first time to the end of the second.
  ['11/03/2024 01:30:00', NEW_YORK, '2024-11-03T05:30:00.000Z', '2024-11-03T06:30:01.000Z'],
  ['11/03/2024 01:59:59', NEW_YORK, '2024-11-03T05:59:59.000Z', '2024-11-03T07:00:00.000Z'],
  // Never shown.
  ['03/10/2024 02:30:00', NEW_YORK, '2024-03-10T07:30:00.000Z', '2024-03-10T07:30:01.000Z'],
  // Clocks that change at midnight: a day that begins at 1:00, and a midnight that comes twice.
  ['10/15/2017', 'America/Sao_Paulo', '2017-10-15T03:00:00.000Z', '2017-10-16T02:00:00.000Z'],
  ['02/17/2018', 'America/Sao_Paulo', '2018-02-17T02:00:00.000Z', '2018-02-18T03:00:00.000Z'],
])('%s in %s lasts from %s until %s', (text, zone, from, until) => {
  expect(parseDate(text, zone)?.toISOString()).toBe(from);
  expect(parseDateEnd(text, zone)?.toISOString()).toBe(until);
});

test.each([
  '',
  'text',
  '02/30/2024',
  '13/01/2024',
  '07/01/2024 24:00:00',
  '07/01/2024 13:00 PM',
  '2024-07-01T25:00',
])('"%s" is no date', (text) => {
  expect(parseDate(text, NEW_YORK)).toBeNull();
  expect(parseDateEnd(text, NEW_YORK)).toBeNull();
});

test.each([
  ['9999-12-31', 'America/Los_Angeles', true],
  ['9999-12-31T23:59:59.9999999', 'UTC', true],
  ['9999-12-31T23:59:59.9999999', 'Asia/Tokyo', true],
  ['9999-12-31T23:59:59.9999999', 'America/Los_Angeles', false],
  ['9999-12-31T23:59:59.9999999-08:00', 'UTC', false],
  ['9999-12-31T23:59:59.9999999-08:00', 'America/Los_Angeles', false],
  ['9999-12-31T23:59:59Z', 'Europe/Berlin', false],
  ['9999-12-31T24:00:00', 'UTC', false],
  ['1000-01-01', 'UTC', true],
  ['1000-01-01', 'America/Los_Angeles', true],
  ['1000-01-01', 'Europe/Berlin', false],
  ['1000-01-01T00:00:00Z', 'America/Los_Angeles', false],
  ['0999-12-31T23:30:00-01:00', 'UTC', true],
  ['0001-01-01T00:00:00+01:00', 'UTC', false],
  ['0001-01-01T00:00:00', 'Asia/Tokyo', false],
])('%s in %s: %s, by the instant and by what is shown of it', (text, zone, works) => {
  const date = parseDate(text, zone);
  if (!works) {
    expect(date).toBeNull();
    expect(dateProblem(text, zone)).toContain('years from 1000 to 9999');
    return;
  }
  expect(date!.toISOString()).toMatch(/^\d{4}-/);
  // What is shown can be read again.
  expect(parseDate(formatDateTime(date!, zone), zone)).toEqual(new Date(date!.setMilliseconds(0)));
});

test.each(['2024-01-01T00:00:00+15:00', '2024-01-01T00:00:00+01:60', `2024-01-01${' '.repeat(99)}Z`])(
  '%s is no date',
  (text) => {
    expect(parseDate(text, 'UTC')).toBeNull();
    expect(dateProblem(text, 'UTC')).toContain('2024-02-29');
  },
);
