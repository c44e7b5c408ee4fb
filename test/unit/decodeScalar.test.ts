import {
  readBase64,
  readBoolean,
  readDate,
  readFloat,
  readInt,
  textOfBytes,
} from '../../src/facades/wire/decodeScalar';

const valueOf = (read: { value: unknown } | { reason: string }): unknown =>
  'value' in read ? read.value : `refused: ${read.reason}`;

test.each([
  ['0', 0],
  ['-0', 0],
  ['+7', 7],
  [' 0012 ', 12],
  ['2147483647', 2147483647],
  ['-2147483648', -2147483648],
  ['true', 1],
  ['False', 0],
])('int %j', (text, value) => {
  expect(valueOf(readInt(text))).toBe(value);
});

test.each(['', 'abc', '1.5', '1e5', '0x10', '2147483648', '-2147483649', '1 2', '٣', '9'.repeat(1_000_000)])(
  'not an int: %.20s',
  (text) => {
    expect(valueOf(readInt(text))).toBe('refused: not a 32-bit integer');
  },
);

test.each([
  ['1.5', 1.5],
  ['+1.5', 1.5],
  ['.5', 0.5],
  ['5.', 5],
  ['-1E-2', -0.01],
])('float %j', (text, value) => {
  expect(valueOf(readFloat(text))).toBe(value);
});

test.each(['', '.', '1,5', 'INF', '-INF', 'NaN', '1e999', 'Infinity', '0x1'])('not a float: %j', (text) => {
  expect(valueOf(readFloat(text))).toBe('refused: not a finite number');
});

test.each([
  ['true', true],
  [' True ', true],
  ['1', true],
  ['yes', true],
  ['FALSE', false],
  ['0', false],
  ['no', false],
])('boolean %j', (text, value) => {
  expect(valueOf(readBoolean(text))).toBe(value);
});

test.each(['', '2', 'maybe', 'truetrue'])('not a boolean: %j', (text) => {
  expect(readBoolean(text)).toHaveProperty('reason');
});

test.each([
  ['2024-02-29T12:34:56Z', '2024-02-29T12:34:56.000Z'],
  ['2024-02-29T12:34:56', '2024-02-29T12:34:56.000Z'],
  ['2024-02-29 12:34', '2024-02-29T12:34:00.000Z'],
  ['2024-02-29T12:34:56.7Z', '2024-02-29T12:34:56.700Z'],
  ['2024-02-29T12:34:56.1239+00:00', '2024-02-29T12:34:56.123Z'],
  ['2024-02-29T01:00:00+02:00', '2024-02-28T23:00:00.000Z'],
  ['2024-02-29T23:00:00-0230', '2024-03-01T01:30:00.000Z'],
  ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  ['2024-02-29Z', '2024-02-29T00:00:00.000Z'],
  ['2024-02-29+01:00', '2024-02-28T23:00:00.000Z'],
  ['2024-02-29T24:00:00Z', '2024-03-01T00:00:00.000Z'],
  ['0001-01-01T00:00:00', '0001-01-01T00:00:00.000Z'],
  ['  2024-02-29  ', '2024-02-29T00:00:00.000Z'],
])('date %j', (text, value) => {
  expect((valueOf(readDate(text, 'UTC')) as Date).toISOString()).toBe(value);
});

test.each([
  '2023-02-29',
  '2024-13-01',
  '2024-00-01',
  '2024-01-32',
  '2024-01-01T25:00:00Z',
  '2024-01-01T24:00:01Z',
  '2024-01-01T12:60:00Z',
  '2024-01-01T12:00:00+15:00',
  '02/29/2024',
  '20240229',
  '12024-01-01',
  'Thu Feb 29 2024',
])('not a date: %j', (text) => {
  expect(readDate(text, 'UTC')).toHaveProperty('reason');
});

test.each([
  ['Sm9z6Q==', 'José'],
  ['R3LDvMOfZQ==', 'Grüße'],
  ['4oKs', '€'],
  [' Sm9z\n6Q== ', 'José'],
  ['', ''],
  ['AQI=', '\u0001\u0002'],
])('base64 %j', (text, value) => {
  expect(textOfBytes(valueOf(readBase64(text)) as string | Buffer)).toBe(value);
});

test.each(['José', 'a.b', '=abc', 'ab===', '%'])('not base64: %j', (text) => {
  expect(valueOf(readBase64(text))).toBe('refused: not base64');
});

test.each([
  ['2024-02-29T12:34:56', '2024-02-29T17:34:56.000Z'],
  ['2024-02-29', '2024-02-29T05:00:00.000Z'],
  ['2024-02-29T12:34:56Z', '2024-02-29T12:34:56.000Z'],
])('date %j in New York', (text, value) => {
  expect((valueOf(readDate(text, 'America/New_York')) as Date).toISOString()).toBe(value);
});
