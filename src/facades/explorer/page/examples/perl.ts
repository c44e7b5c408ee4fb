/** Perl's SOAP::Lite without a WSDL. */
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

const quoted = (text: string): string => scriptQuoted(text, /[$@]/g);

const PERL: Literals = {
  session: '$session',
  licence: '$licence',
  nil: () => 'undef',
  // The library guesses types: it would send text that is not plain ASCII as base64, and digits as a number.
  string: (text) =>
    /^[ -~\n]*$/.test(text) && !/^\s*[-+.\d]/.test(text)
      ? quoted(text)
      : `SOAP::Data->type(string => ${quoted(text)})`,
  int: String,
  boolean: (value) => `SOAP::Data->type(boolean => ${value ? 1 : 0})`,
  float: (value) => `SOAP::Data->type(float => ${value})`,
  dateTime: (iso) => `SOAP::Data->type(dateTime => ${quoted(iso)})`,
  any: (value) => {
    const type = anyTypeOf(value);
    return type === 'string'
      ? PERL.string(String(value))
      : `SOAP::Data->type(${type} => ${type === 'boolean' ? Number(value) : String(value)})`;
  },
  struct: (_, fields) =>
    wrapped(
      '{',
      fields.map(([name, , value]) => `${name} => ${value}`),
      '}',
    ),
  array: (_, items) => wrapped('[', items, ']'),
};

export function perlExample(call: ExampleCall): string {
  const { api, base, operation, form } = call;
  const args = isLogin(call)
    ? ["SOAP::Data->name(license => $licence)->type('string')"]
    : literals(PERL, call);
  const expression = `${wrapped(`$soap->${operation.name}(`, args, ')')}->result`;
  const isDeep = form.result.kind === 'struct' || form.result.kind === 'array';
  return [
    'use utf8;',
    'use SOAP::Lite;',
    ...(isDeep ? ['use Data::Dumper;'] : []),
    `my $soap = SOAP::Lite->proxy(${quoted(base + api.paths.soap)})->ns(${quoted(api.wire.namespace)});`,
    '$soap->on_fault(sub { my ($soap, $fault) = @_; die ref $fault ? $fault->faultstring : $soap->transport->status, "\\n" });',
    ...(needsSession(call) || isLogin(call)
      ? ["my $licence = do { local (@ARGV, $/) = 'my.license'; <> };"]
      : []),
    ...(needsSession(call)
      ? ["my $session = $soap->beginSession(SOAP::Data->name(license => $licence)->type('string'))->result;"]
      : []),
    isLogin(call)
      ? `my $session = ${expression};`
      : `print ${isDeep ? `Dumper(${expression})` : `${expression}, "\\n"`};`,
    ...answerComment(call, '#'),
  ].join('\n');
}
