/** JSON from callers: what is read, what is refused and where, in linear time; and how answers are written. */
import { t, type JsonValue, type WireType } from '../../../src/contract/wireTypes';
import { decodeJson, JsonMismatch } from '../../../src/facades/json/decodeJson';
import { JsonSyntaxError, readJson } from '../../../src/facades/json/readJson';
import { writeJson } from '../../../src/facades/json/writeJson';

const LIMITS = { maxDepth: 64, maxElements: 1_000_000 };
const read = (text: string): JsonValue => readJson(text, LIMITS);

describe('the reader', () => {
  test.each([
    'null',
    ' true ',
    '-0.5e3',
    '"\\u00e9\\ud83d\\ude00\\n\\/"',
    '[1,[2,{"a":[]}],{}]',
    '{"a":{"b":"c"},"toString":1,"constructor":"x","hasOwnProperty":null}',
    '9007199254740991',
    '"\u2028"',
  ])('reads %s as JSON.parse does', (text) => {
    expect(JSON.parse(JSON.stringify(read(text)))).toEqual(JSON.parse(text));
  });

  test('keeps every digit of a whole number', () => {
    expect(read('9007199254740993')).toBe(9007199254740993n);
    expect(read('[-123456789012345678901234567890]')).toEqual([-123456789012345678901234567890n]);
    expect(writeJson(t.json, read('{"n":9007199254740993}'))).toBe('{"n":9007199254740993}');
  });

  test('an object has no prototype', () => {
    expect(Object.getPrototypeOf(read('{"constructor":1}'))).toBeNull();
  });

  test.each([
    ['', 'it ends too early at character 1'],
    ['{"a":1,"a":2}', 'a name stands twice in one object at character 8'],
    ['{"a":1,"\\u0061":2}', 'a name stands twice in one object at character 8'],
    ['{"__proto__":{}}', 'the name __proto__ is not taken at character 2'],
    ['{"\\u005f_proto__":{}}', 'the name __proto__ is not taken at character 2'],
    ['"\\ud800"', 'a string has half a surrogate pair at character 2'],
    ['"\\udc00\\ud800"', 'a string has half a surrogate pair at character 2'],
    ['"\t"', 'a control character stands in a string at character 2'],
    ['"\\x41"', 'there is no such escape at character 2'],
    ['"\\u12"', 'an escape is not complete at character 2'],
    ['"abc', 'a string does not end at character 5'],
    ['01', 'something stands behind the value at character 2'],
    ['1.', 'something stands behind the value at character 2'],
    ['+1', 'this is no value at character 1'],
    ['NaN', 'this is no value at character 1'],
    ['1e999', 'a number is too large at character 1'],
    ['[1,]', 'this is no value at character 4'],
    ['{"a":1,}', 'a name in quotes is missing at character 8'],
    ['{a:1}', 'a name in quotes is missing at character 2'],
    ["{'a':1}", 'a name in quotes is missing at character 2'],
    ['[1 2]', 'a comma is missing at character 4'],
    ['{} {}', 'something stands behind the value at character 4'],
    ['/* */ 1', 'this is no value at character 1'],
    [`${'1'.repeat(500)}`, 'a number has too many digits at character 1'],
  ])('refuses %j', (text, message) => {
    expect(() => read(text)).toThrow(
      new JsonSyntaxError(message.replace(/ at character \d+$/, ''), Number(/\d+$/.exec(message)![0]) - 1),
    );
  });

  test('is bounded in depth and in the number of values', () => {
    expect(() => read('['.repeat(65) + ']'.repeat(65))).toThrow('it is nested too deep');
    expect(read('['.repeat(64) + ']'.repeat(64))).toBeDefined();
    expect(() => read('['.repeat(10_000_000))).toThrow(JsonSyntaxError);
    expect(() => readJson('[1,2,3]', { ...LIMITS, maxElements: 3 })).toThrow('it has too many values');
    expect(() => readJson('{"a":1}', { ...LIMITS, maxElements: 2 })).toThrow('it has too many values');
  });

  test('takes time in proportion to the length', () => {
    const shapes = [
      (n: number) => `"${'\\n'.repeat(n)}"`,
      (n: number) => `"${'a\\u0061'.repeat(n)}"`,
      (n: number) => `[${'1,'.repeat(n)}1]`,
      (n: number) => `{${Array.from({ length: n }, (_, i) => `"k${i}":0`).join(',')}}`,
      (n: number) => `${' '.repeat(n * 10)}1`,
    ];
    for (const shape of shapes) {
      const cost = (n: number): number => {
        const text = shape(n);
        const before = process.cpuUsage();
        read(text);
        const { user, system } = process.cpuUsage(before);
        return user + system;
      };
      cost(20_000);
      const small = Math.max(...[1, 2, 3].map(() => cost(20_000)));
      // Ten times as long: a quadratic reader would take a hundred times as much.
      expect(cost(200_000)).toBeLessThan(small * 40 + 20_000);
    }
  });
});

describe('values by their types', () => {
  const OPTIONS = { timeZone: 'Europe/Oslo', isLenient: false, unknownNames: 'ignored' } as const;
  const decode = (type: WireType, text: string, options = {}) =>
    decodeJson(type, read(text), { ...OPTIONS, ...options });

  test('fit', () => {
    const type = t.struct('Contact', {
      email: t.string,
      id: t.long,
      score: t.decimal,
      kind: t.enumOf('a', 'b'),
      born: t.dateTime,
      customData: t.mapOf(t.string),
      tags: t.arrayOf(t.int),
      more: t.json,
    });
    expect(
      decode(
        type,
        '{"email":"a@b.example","id":9007199254740991,"score":"0.10","kind":"b","born":"2024-01-01T00:00:00","customData":{"constructor":"x"},"tags":[1,2],"more":{"deep":[true]},"unknown":1}',
      ),
    ).toEqual({
      email: 'a@b.example',
      id: 9007199254740991,
      score: '0.10',
      kind: 'b',
      born: new Date('2023-12-31T23:00:00Z'),
      customData: { constructor: 'x' },
      tags: [1, 2],
      more: { deep: [true] },
    });
  });

  test.each<[string, WireType, string, object]>([
    ['[1].kind', t.arrayOf(t.struct('S', { kind: t.enumOf('a') })), '[{},{"kind":"z"}]', {}],
    ['customData.city', t.struct('S', { customData: t.mapOf(t.string) }), '{"customData":{"city":[]}}', {}],
    ['id', t.struct('S', { id: t.long }), '{"id":9007199254740993}', {}],
    ['id', t.struct('S', { id: t.long }), '{"id":1.5}', {}],
    ['id', t.struct('S', { id: t.int }), '{"id":2147483648}', {}],
    ['id', t.struct('S', { id: t.int }), '{"id":"1"}', {}],
    ['id', t.struct('S', { id: t.int }), '{"id":"1x"}', { isLenient: true }],
    ['flag', t.struct('S', { flag: t.boolean }), '{"flag":1}', {}],
    ['born', t.struct('S', { born: t.dateTime }), '{"born":"2024-02-30"}', {}],
    ['score', t.struct('S', { score: t.decimal }), '{"score":1e100}', {}],
    ['x', t.struct('S', { id: t.int }), '{"x":1}', { unknownNames: 'refused' }],
    ['', t.struct('S', {}), '[]', {}],
  ])('that do not fit are named: %s', (path, type, text, options) => {
    let mismatch: unknown;
    try {
      decode(type, text, options);
    } catch (error) {
      mismatch = error;
    }
    expect(mismatch).toBeInstanceOf(JsonMismatch);
    expect((mismatch as JsonMismatch).message).toMatch(new RegExp(`^${path.replace(/[[\].]/g, '\\$&')}: `));
  });

  test('are read leniently where a door does so', () => {
    const type = t.struct('S', { id: t.int, text: t.string, flag: t.boolean });
    expect(decode(type, '{"id":"12","text":5,"flag":"true"}', { isLenient: true })).toEqual({
      id: 12,
      text: '5',
      flag: true,
    });
  });
});

test('answers leave nulls out, and keep blanks', () => {
  const type = t.struct('S', {
    a: t.string,
    b: t.string,
    at: t.dateTime,
    list: t.arrayOf(t.int),
    c: t.mapOf(t.string),
  });
  const value = { a: null, b: '', at: new Date(0), list: [], c: { x: null, 'y"': '</script>' } };
  expect(writeJson(type, value)).toBe(
    '{"b":"","at":"1970-01-01T00:00:00.000Z","list":[],"c":{"y\\"":"</script>"}}',
  );
  expect(writeJson(type, value, { date: () => 'then', isLeftOut: (v) => v === null || v === '' })).toBe(
    '{"at":"then","list":[],"c":{"y\\"":"</script>"}}',
  );
});
