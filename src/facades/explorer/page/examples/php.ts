/** PHP's SoapClient without a WSDL, which reaches every overload. */
import {
  answerComment,
  isLogin,
  literals,
  needsSession,
  scriptQuoted,
  wrapped,
  type ExampleCall,
  type Literals,
} from './example';
import { anyTypeOf } from '../argumentValue';

const quoted = (text: string): string => scriptQuoted(text, /\$/g);

const PHP: Literals = {
  session: '$session',
  licence: "new SoapParam(file_get_contents('my.license'), 'license')",
  nil: () => 'null',
  string: quoted,
  int: String,
  boolean: String,
  float: (value) => (Number.isInteger(value) ? `${value}.0` : String(value)),
  dateTime: (iso) => `new SoapVar(${quoted(iso)}, XSD_DATETIME)`,
  any: (value) => (anyTypeOf(value) === 'string' ? quoted(String(value)) : String(value)),
  struct: (_, fields) =>
    wrapped(
      '(object) [',
      fields.map(([name, , value]) => `${quoted(name)} => ${value}`),
      ']',
    ),
  array: (_, items) => wrapped('[', items, ']'),
};

export function phpExample(call: ExampleCall): string {
  const { api, base, operation, form } = call;
  const expression = wrapped(`$soap->${operation.name}(`, literals(PHP, call), ')');
  const { kind } = form.result;
  return [
    '<?php',
    `$soap = new SoapClient(null, ['location' => ${quoted(base + api.paths.soap)}, 'uri' => ${quoted(api.wire.namespace)}]);`,
    ...(needsSession(call) ? [`$session = $soap->beginSession(${PHP.licence});`] : []),
    ...(isLogin(call)
      ? [`$session = ${expression};`]
      : kind === 'struct' || kind === 'array'
        ? [`print_r(${expression});`]
        : kind === 'boolean'
          ? [`var_dump(${expression});`]
          : [`echo ${expression}, "\\n";`]),
    ...answerComment(call, '//'),
  ].join('\n');
}
