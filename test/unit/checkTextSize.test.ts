/** Which answers are too large for clients, and what is said instead: docs/clients.md. */
import { checkTextSize } from '../../src/contract/checkTextSize';
import type { Operation } from '../../src/contract/defineOperation';
import { t, type WireType } from '../../src/contract/wireTypes';
import { operations } from '../../src/operations';

const operation = (name: string): Operation => operations.find((each) => each.name === name)!;
const check = (type: WireType, value: unknown, name = 'userSearch'): void =>
  checkTextSize(operation(name), type, value, 10);

test.each<[string, WireType, unknown]>([
  ['as many bytes as there may be', t.string, 'ééééé'],
  ['no text', t.string, null],
  ['several that are short by themselves', t.arrayOf(t.string), ['0123456789', '0123456789', null]],
  ['a number', t.int, 12345678901],
])('%s', (_, type, value) => {
  expect(() => check(type, value)).not.toThrow();
});

const Pair = t.struct('Pair', { key: t.string, value: t.any });
test.each<[string, WireType, unknown]>([
  ['one byte more', t.string, 'ééééé1'],
  ['one of several', t.arrayOf(t.string), ['a', '01234567890']],
  ['a value inside', t.arrayOf(Pair), [{ key: 'a', value: { text: '01234567890', xsdType: 'string' } }]],
])('%s: refused', (_, type, value) => {
  expect(() => check(type, value)).toThrow('a text of 11 bytes, and none may have more than 10');
});

test.each([
  ['userGetAllData', 'read single fields with userGetData'],
  ['getSubscriberEvents', 'ask for fewer with the argument limit'],
  ['getBounceStats', 'ask for a shorter time, up to an earlier toDate'],
  ['getTrackedEvents', 'ask for a shorter time, up to an earlier endDatetime'],
  ['templateGetData', 'use the command line, which has no such limit'],
])('%s: %s', (name, advice) => {
  expect(() => check(t.string, '01234567890', name)).toThrow(advice);
});
