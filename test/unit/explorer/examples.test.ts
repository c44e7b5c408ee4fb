/** The examples of the discovery page, for every form of every operation, in every language. */
import { XMLParser } from 'fast-xml-parser';
import type { Form } from '../../../src/contract/defineOperation';
import { Registry } from '../../../src/contract/registry';
import type { WireType } from '../../../src/contract/wireTypes';
import type { FormDescription, OperationDescription } from '../../../src/facades/explorer/apiDescription';
import { describeApi } from '../../../src/facades/explorer/describeApi';
import { plainText, type ArgumentValue } from '../../../src/facades/explorer/page/argumentValue';
import { exampleAnswer } from '../../../src/facades/explorer/page/examples/exampleAnswer';
import { exampleArguments } from '../../../src/facades/explorer/page/examples/exampleValues';
import type { ExampleCall } from '../../../src/facades/explorer/page/examples/example';
import { escapeXml as escapeInPage } from '../../../src/facades/explorer/page/examples/xml';
import { LANGUAGES } from '../../../src/facades/explorer/page/examples/languages';
import { encodeAnswer } from '../../../src/facades/soap/encodeAnswer';
import { valueWriter } from '../../../src/facades/xmlrpc/encodeValue';
import { positional } from '../../../src/facades/wire/positional';
import { operations } from '../../../src/operations';
import { escapeXml } from '../../../src/text/escapeXml';
import { echoOperations } from '../../support/echoOperations';

const api = describeApi(new Registry(operations), '1.2.3');
const echoApi = describeApi(new Registry(echoOperations), '1.2.3');
const base = 'https://gateway.example/';

test('the page, whose modules are compiled on their own, escapes XML as the gateway does', () => {
  for (let code = 0; code <= 0xffff; code++) {
    const text = `a${String.fromCharCode(code)}&b`;
    if (escapeInPage(text) !== escapeXml(text)) throw new Error(`character ${code}`);
  }
});

const everyForm = (description: typeof api): [string, OperationDescription, FormDescription][] =>
  description.operations.flatMap((operation) =>
    operation.forms.map((form): [string, OperationDescription, FormDescription] => [
      `${operation.name}(${form.parameters.join(', ')})`,
      operation,
      form,
    ]),
  );

const callOf = (operation: OperationDescription, form: FormDescription): ExampleCall => ({
  api,
  base,
  operation,
  form,
  values: exampleArguments(operation, form),
});

describe.each([...everyForm(api), ...everyForm(echoApi)])('%s', (_, operation, form) => {
  test.each(LANGUAGES.map(({ id, write }) => [id, write] as const))('in %s', (id, write) => {
    const text = write(callOf(operation, form));
    const isMadeFromWsdl = ['java', 'csharp', 'python'].includes(id);
    if (isMadeFromWsdl && !form.published) expect(text).toContain('not in the WSDLs');
    else expect(text).toContain(['csharp', 'python'].includes(id) ? form.documentName : operation.name);
    expect(text).not.toMatch(/undefined|\[object|NaN/);
  });
});

/** The form of the definition. */
const formOf = ({ name }: OperationDescription, { parameters }: FormDescription): Form =>
  positional(operations.find((operation) => operation.name === name)!).forms.find(
    (form) => form.parameters.length === parameters.length,
  )!;

const parser = new XMLParser({ ignoreAttributes: false, removeNSPrefix: true, parseTagValue: false });
/** The body of an envelope, without prefixes. */
const bodyOf = (xml: string): unknown => {
  const withoutPrefixes = xml
    .replace(/(type|arrayType)="\w+:/gi, '$1="')
    .replace(/\s*xmlns:\w+="[^"]*"/g, '');
  return (parser.parse(withoutPrefixes) as { Envelope: { Body: unknown } }).Envelope.Body;
};

/** An example answer as the pipeline would hand it to the door. */
function asHandlerValue(type: WireType, value: ArgumentValue): unknown {
  if (type.kind === 'array') return (value as ArgumentValue[]).map((item) => asHandlerValue(type.item, item));
  if (type.kind === 'struct')
    return Object.fromEntries(
      Object.entries(type.fields).map(([name, of]) => [
        name,
        asHandlerValue(of, (value as Record<string, ArgumentValue>)[name]!),
      ]),
    );
  if (type.kind === 'any') return { text: plainText(value), xsdType: 'string' };
  return type.kind === 'dateTime' ? new Date(value as string) : value;
}

test.each(everyForm(api))('the answer shown for %s is what the door writes', (_, operation, form) => {
  const soap = LANGUAGES.find(({ id }) => id === 'soap')!;
  const shown = soap.write(callOf(operation, form));
  const answer = shown.slice(shown.lastIndexOf('<?xml'));
  const { result } = formOf(operation, form);
  const written = encodeAnswer(
    operation.name,
    result,
  )(asHandlerValue(result, exampleAnswer(operation, form)));
  expect(bodyOf(answer)).toEqual(bodyOf(written));
});

test.each(everyForm(api))('the XML-RPC answer shown for %s is what the door writes', (_, operation, form) => {
  const shown = LANGUAGES.find(({ id }) => id === 'xmlrpc')!.write(callOf(operation, form));
  const answer = shown.slice(shown.lastIndexOf('<?xml'));
  const { result } = formOf(operation, form);
  const written = valueWriter(result)(asHandlerValue(result, exampleAnswer(operation, form)));
  expect(parser.parse(answer)).toMatchObject({
    methodResponse: { params: { param: parser.parse(written) as object } },
  });
});

describe('values', () => {
  const operation: OperationDescription = {
    ...api.operations.find(({ name }) => name === 'userSetData')!,
  };
  const write = (id: string, values: Record<string, ArgumentValue>): string =>
    LANGUAGES.find((language) => language.id === id)!.write({
      ...callOf(operation, operation.forms[0]!),
      values,
    });
  const hostile = 'It\'s "a" \\ $b %c </x> & é\n';

  test.each([
    ['soap', 'It\'s "a" \\ $b %c &lt;/x&gt; &amp; é\n</email>'],
    ['xmlrpc', '<string>It\'s "a" \\ $b %c &lt;/x&gt; &amp; é\n</string>'],
    ['php', '"It\'s \\"a\\" \\\\ \\$b %c </x> & é\\n"'],
    ['perl', 'SOAP::Data->type(string => "It\'s \\"a\\" \\\\ \\$b %c </x> & é\\n")'],
    ['java', '"It\'s \\"a\\" \\\\ $b %c </x> & \\u00e9\\n"'],
    ['csharp', '"It\'s \\"a\\" \\\\ $b %c </x> & \\u00e9\\n"'],
    ['python', '"It\'s \\"a\\" \\\\ $b %c </x> & \\u00e9\\n"'],
  ])('text stays text in %s', (id, expected) => {
    expect(write(id, { email: hostile, data: [] })).toContain(expected);
  });

  test.each([
    ['soap', 'xsi:nil="true"'],
    ['xmlrpc', '<nil/>'],
    ['php', 'null'],
    ['perl', 'undef'],
    ['java', '(MapEntry[]) null'],
    ['csharp', 'null'],
    ['python', 'None'],
  ])('nil in %s', (id, expected) => {
    expect(write(id, { email: 'a', data: null })).toContain(expected);
  });

  test.each([
    ['php', "(object) ['key' => 'n', 'value' => 5]"],
    ['perl', "{key => 'n', value => SOAP::Data->type(int => 5)}"],
    ['java', 'new MapEntry("n", 5)'],
    ['csharp', 'new MapEntry { key = "n", value = 5 }'],
    ['python', '{"key": "n", "value": xsd.AnyObject(xsd.Int(), 5)}'],
    ['soap', '<value xsi:type="xsd:int">5</value>'],
  ])('a pair in %s', (id, expected) => {
    expect(write(id, { email: 'a', data: [{ key: 'n', value: 5 }] })).toContain(expected);
  });

  test('characters that XML cannot hold do not break the request', () => {
    expect(write('soap', { email: 'a\u0000\u000bb', data: null })).toContain('a\ufffd\ufffdb');
  });
});
