/** A form may answer another type than the other forms of its operation: both WSDLs and the reference say so. */
import { defineOperation, required } from '../../../src/contract/defineOperation';
import { Registry } from '../../../src/contract/registry';
import { t } from '../../../src/contract/wireTypes';
import { writeDocumentWsdl } from '../../../src/facades/soap/writeDocumentWsdl';
import { writeRpcWsdl } from '../../../src/facades/soap/writeRpcWsdl';
import { operationReference } from '../../../src/tools/operationReference';

const operation = defineOperation({
  name: 'run',
  group: 'campaigns',
  doc: 'Runs.',
  access: 'public',
  parameters: { flags: required(t.string, 'Flags.') },
  forms: ['flags', { takes: 'flags', acceptOnly: true, result: t.arrayOf(t.string) }],
  result: t.int,
  resultDoc: 'A number, or text.',
  provenance: { confidence: 'ours', basis: 'Test.' },
  handler: () => 1,
});
const twoForms = new Registry([
  { ...operation, forms: [operation.forms[0]!] },
  {
    ...operation,
    name: 'other',
    forms: [{ ...operation.forms[0]!, documentName: 'otherText', result: t.string }],
  },
]);

test('a form has the result of its operation unless it declares its own', () => {
  expect(operation.forms.map(({ result }) => result.kind)).toEqual(['int', 'array']);
});

test('both WSDLs give each form its own result', () => {
  const rpc = writeRpcWsdl(twoForms, 'http://localhost/');
  expect(rpc).toContain('<wsdl:part name="runReturn" type="xsd:int"/>');
  expect(rpc).toContain('<wsdl:part name="otherReturn" type="xsd:string"/>');
  const document = writeDocumentWsdl(twoForms, 'http://localhost/');
  expect(document).toMatch(/name="runReturn"[^>]* type="xsd:int"/);
  expect(document).toMatch(/name="otherTextReturn"[^>]* type="xsd:string"/);
});

test('a type that only an unpublished form answers is declared nowhere', () => {
  const registry = { all: () => [operation] } as unknown as Registry;
  expect(writeRpcWsdl(registry, 'http://localhost/')).not.toContain('ArrayOf');
});

test('the reference shows what each form answers', () => {
  const text = operationReference([operation]);
  expect(text).toContain('- `int run(flags)`');
  expect(text).toContain('- also understood: `string[] run(flags)`');
});
