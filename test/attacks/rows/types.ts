/** Values of another type than the argument has, and numbers that no integer of the platform holds. */
import { markup, rewritten, SLOT, type Attack, type CallAttack, type Expected } from '../attack';
import { VICTIM } from '../world';

/** In place of the number of a list; XML-RPC has its number in an element of its own, which the row's markup replaces. */
const number = (name: string, text: string, answer: Expected = { fault: 'argument.invalid' }): Attack => ({
  name: `the list ${name}`,
  operation: 'userSubscribe',
  args: { email: VICTIM, listId: 7_777_777, emailFormat: 99 },
  sent: rewritten((message) => message.replace('7777777', () => text)),
  answer,
});
const XML_RPC = ['XML-RPC'];
const typed = (name: string, inside: string, answer: Expected, more: Partial<CallAttack> = {}): Attack => ({
  name,
  operation: 'userSetDataString',
  args: { email: VICTIM, fieldName: 'city', value: SLOT },
  doors: XML_RPC,
  sent: rewritten((message) => message.replace(`<string>${SLOT}</string>`, () => inside)),
  answer,
  ...more,
});
const asNumber = (
  name: string,
  inside: string,
  answer: Expected = { fault: 'argument.invalid' },
): Attack => ({
  name,
  operation: 'userSubscribe',
  args: { email: VICTIM, listId: 7_777_777, emailFormat: 99 },
  doors: XML_RPC,
  sent: rewritten((message) => message.replace('<int>7777777</int>', () => inside)),
  answer,
});
const nowhere = { fault: 'list.notFound' } as const;
const invalid = { fault: 'argument.invalid' } as const;

/** Pairs of names and values as an object, which some languages keep in an object of theirs. */
const hash = (name: string): Attack[] => [
  {
    name: `a field named ${name}`,
    operation: 'userSetData',
    args: { email: VICTIM, data: [{ key: name, value: 'x' }] },
    answer: { fault: 'field.notFound' },
  },
  {
    name: `a structure with a member ${name}`,
    operation: 'userSetData',
    args: { email: VICTIM, data: [{ key: 'city', value: SLOT }] },
    doors: XML_RPC,
    sent: rewritten((message) =>
      message.replace(
        /<array>.*<\/array>/s,
        `<struct><member><name>${name}</name><value>x</value></member></struct>`,
      ),
    ),
    answer: { fault: 'field.notFound' },
  },
  {
    name: `a hash with an element ${name}`,
    operation: 'userSetData',
    args: { email: VICTIM, data: [{ key: 'city', value: SLOT }] },
    doors: ['SOAP RPC', 'document/literal'],
    sent: rewritten((message) => message.replace(/<data>.*<\/data>/s, `<data><${name}>x</${name}></data>`)),
    answer: { fault: 'field.notFound' },
  },
];

export const typeAttacks: readonly Attack[] = [
  number('0', '0', nowhere),
  number('-1', '-1', nowhere),
  number('2147483647', '2147483647', nowhere),
  number('2147483648', '2147483648'),
  number('-2147483649', '-2147483649'),
  number('4294967297', '4294967297'),
  number('9007199254740993', '9007199254740993'),
  number('of 30 digits', '9'.repeat(30)),
  number('of a million digits', '9'.repeat(1_000_000)),
  number('1e9999', '1e9999'),
  number('1.5', '1.5'),
  number('NaN', 'NaN'),
  number('Infinity', 'Infinity'),
  number('0x10', '0x10'),
  number('in other digits', '１２'),
  number('with a condition', '1 OR 1=1'),
  number('with a second statement', '1; DROP TABLE contacts'),
  typed('a structure as a text', '<struct><member><name>a</name><value>b</value></member></struct>', invalid),
  typed('an array as a text', '<array><data><value>a</value></data></array>', invalid),
  typed('an empty array as a text', '<array><data/></array>', invalid),
  typed('a type that there is not', '<object>a</object>', invalid),
  typed('two types in one value', '<string>a</string><int>1</int>', invalid),
  typed('base64 that is none', '<base64>*</base64>', invalid),
  typed(
    'base64 of a control character',
    `<base64>${Buffer.from('a\0b').toString('base64')}</base64>`,
    invalid,
  ),
  typed(
    'base64 of bytes that are no text',
    `<base64>${Buffer.from([0xff, 0xfe, 0x00]).toString('base64')}</base64>`,
    invalid,
  ),
  asNumber('a structure as a number', '<struct/>'),
  asNumber('an array as a number', '<array><data><value><int>1</int></value></data></array>'),
  asNumber('a double as a number', '<double>1.5</double>'),
  asNumber('an i8 that is too large', '<i8>4294967297</i8>'),
  asNumber('a date as a number', '<dateTime.iso8601>20240101T00:00:00</dateTime.iso8601>'),
  asNumber('base64 as a number', `<base64>${Buffer.from('x').toString('base64')}</base64>`),
  asNumber('nil as a number', '<nil/>', { fault: 'argument.missing' }),
  {
    name: 'a boolean that is none',
    operation: 'userSearch',
    args: { email: VICTIM, exact: true, returnXml: false },
    doors: XML_RPC,
    sent: rewritten((message) => message.replace('<boolean>1</boolean>', '<boolean>2</boolean>')),
    answer: invalid,
  },
  {
    name: 'a text for an array of pairs',
    operation: 'userSetData',
    args: { email: VICTIM, data: [{ key: 'city', value: SLOT }] },
    sent: rewritten((message) =>
      message
        .replace(/<array>.*<\/array>/s, '<string>city=Oslo</string>')
        .replace(/<data>.*<\/data>/s, '<data>city=Oslo</data>'),
    ),
    answer: invalid,
  },
  {
    ...markupOf('a structure in a text', '<b>x</b>'),
    answer: { fault: ['argument.invalid', 'request.malformed'] },
  },
  ...['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString'].flatMap(hash),
];

function markupOf(name: string, inside: string): Omit<CallAttack, 'answer'> {
  return {
    name,
    operation: 'userSetDataString',
    args: { email: VICTIM, fieldName: 'city', value: SLOT },
    sent: markup(inside),
  };
}
