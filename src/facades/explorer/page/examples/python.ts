/** Python's zeep with the document/literal WSDL. */
import { anyTypeOf } from '../argumentValue';
import {
  doubleQuoted,
  answerComment,
  isLogin,
  literals,
  needsSession,
  NOT_PUBLISHED,
  readFirst,
  wrapped,
  type ExampleCall,
  type Literals,
} from './example';

const ANY_TYPES = { string: 'String', int: 'Int', boolean: 'Boolean', float: 'Float' } as const;
const truth = (value: boolean): string => (value ? 'True' : 'False');

const PYTHON: Literals = {
  session: 'session',
  licence: 'licence',
  nil: () => 'None',
  string: doubleQuoted,
  int: String,
  boolean: truth,
  float: String,
  dateTime: (iso) => `datetime.fromisoformat(${doubleQuoted(iso.replace(/Z$/, '+00:00'))})`,
  // The library wants to be told which type a value of any type has.
  any: (value) => {
    const type = anyTypeOf(value);
    const text =
      type === 'string'
        ? doubleQuoted(String(value))
        : type === 'boolean'
          ? truth(Boolean(value))
          : String(value);
    return `xsd.AnyObject(xsd.${ANY_TYPES[type]}(), ${text})`;
  },
  struct: (_, fields) =>
    wrapped(
      '{',
      fields.map(([name, , value]) => `${doubleQuoted(name)}: ${value}`),
      '}',
    ),
  array: (_, items) => `{"item": ${wrapped('[', items, ']')}}`,
};

export function pythonExample(call: ExampleCall): string {
  const { api, base, form } = call;
  if (!form.published) return `# ${NOT_PUBLISHED}`;
  const read = readFirst(PYTHON, call);
  const expression = wrapped(`api.${form.documentName}(`, literals(PYTHON, call, read?.variable), ')');
  return [
    ...(expression.includes('datetime.') ? ['from datetime import datetime'] : []),
    `from zeep import Client${expression.includes('xsd.') ? ', xsd' : ''}`,
    '',
    `api = Client(${doubleQuoted(base + api.paths.documentWsdl)}).service`,
    ...(needsSession(call) || isLogin(call) ? ['licence = open("my.license").read()'] : []),
    ...(needsSession(call) ? ['session = api.beginSession(licence)'] : []),
    ...(read
      ? [
          `${read.variable} = api.listGetDataById(${read.args.join(', ')})`,
          ...read.changes.map(([field, value]) => `${read.variable}.${field} = ${value}`),
        ]
      : []),
    isLogin(call) ? `session = ${expression}` : `print(${expression})`,
    ...answerComment(call, '#'),
  ].join('\n');
}
