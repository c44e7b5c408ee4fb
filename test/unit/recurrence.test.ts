/** When schedules come round: by the clocks of the realm, over changes of those, and in months that are too short. */
import { nextOccurrence, occurrenceAt, type Recurrence } from '../../src/core/schedules/recurrence';

const every = (
  frequency: Recurrence['frequency'],
  startsOn: string,
  atMinute: number,
  endsOn: string | null = null,
) => ({
  frequency,
  startsOn,
  atMinute,
  endsOn,
});
const times = (recurrence: Recurrence, count: number, zone: string): (string | undefined)[] =>
  Array.from({ length: count }, (_, i) => occurrenceAt(recurrence, i, zone)?.toISOString());

test('weekly at nine in Berlin is at eight and at seven in UTC', () => {
  expect(times(every('weekly', '2027-03-22', 540), 3, 'Europe/Berlin')).toEqual([
    '2027-03-22T08:00:00.000Z',
    '2027-03-29T07:00:00.000Z',
    '2027-04-05T07:00:00.000Z',
  ]);
});

test('a time that the clocks skip, and one that they show twice', () => {
  // At two on the 28th of March it is three at once; at three on the 31st of October it is two again.
  expect(times(every('once', '2027-03-28', 150), 1, 'Europe/Berlin')).toEqual(['2027-03-28T01:30:00.000Z']);
  expect(times(every('once', '2027-10-31', 150), 1, 'Europe/Berlin')).toEqual(['2027-10-31T00:30:00.000Z']);
});

test('monthly on the 31st is the last day of shorter months, and the 31st again afterwards', () => {
  expect(times(every('monthly', '2028-01-31', 0), 4, 'UTC')).toEqual([
    '2028-01-31T00:00:00.000Z',
    '2028-02-29T00:00:00.000Z',
    '2028-03-31T00:00:00.000Z',
    '2028-04-30T00:00:00.000Z',
  ]);
});

test('the last day counts, and nothing behind it', () => {
  const daily = every('daily', '2027-01-01', 600, '2027-01-02');
  expect(times(daily, 3, 'UTC')).toEqual(['2027-01-01T10:00:00.000Z', '2027-01-02T10:00:00.000Z', undefined]);
  expect(nextOccurrence(daily, 1, new Date('2027-01-02T10:00:00.001Z'), 'UTC')).toBeNull();
});

test('what was missed is left out', () => {
  const weekly = every('weekly', '2027-01-01', 0);
  expect(nextOccurrence(weekly, 1, new Date('2027-02-01T00:00:00Z'), 'UTC')).toEqual({
    occurrence: 5,
    at: new Date('2027-02-05T00:00:00Z'),
  });
});
