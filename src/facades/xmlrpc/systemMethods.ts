/**
 * The methods that XML-RPC programs ask a server about itself with. They are operations like any other, in a
 * registry of the door's own: no other interface has them.
 */
import { defineOperation, required, type Operation } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import type { Registry } from '../../contract/registry';
import { t, typeName, type WireType } from '../../contract/wireTypes';
import { MAX_NAME } from '../wire/door';
import { positional, type PositionalForm, type PositionalOperation } from '../wire/positional';
import { MULTICALL } from './xmlRpcNames';

const common = {
  group: 'session',
  access: 'public',
  provenance: {
    confidence: 'ours',
    basis: 'A convention of XML-RPC servers; the platform is not known to have had it.',
  },
} as const;

const methodName = required(t.string, 'Name of a method.');

const Capability = t.struct('Capability', { specUrl: t.string, specVersion: t.int });
/** Documents that servers with the same extensions name. */
const CAPABILITIES = {
  xmlrpc: { specUrl: 'http://www.xmlrpc.com/spec', specVersion: 1 },
  faults_interop: {
    specUrl: 'http://xmlrpc-epi.sourceforge.net/specs/rfc.fault_codes.php',
    specVersion: 20010516,
  },
  introspection: { specUrl: 'http://xmlrpc.usefulinc.com/doc/reserved.html', specVersion: 1 },
  [MULTICALL]: { specUrl: 'http://www.xmlrpc.com/discuss/msgReader$1208', specVersion: 1 },
  nil: { specUrl: 'http://www.ontosys.com/xml-rpc/extensions.php', specVersion: 1 },
};

/** An entry of `system.multicall`; its parameters are of any type and number, so no wire type describes them. */
const BatchedCall = t.struct('BatchedCall', { methodName: t.string, params: t.arrayOf(t.any) });

/**
 * @param registry the operations that are told about, beside these methods
 * @param runBatch runs what the door read as the argument of `system.multicall`; answers each call's encoded answer
 */
export function systemMethods(
  registry: Registry,
  runBatch: (calls: unknown) => Promise<string[]>,
): readonly Operation[] {
  const find = (name: string): PositionalOperation =>
    positional(
      registry.get(name) ??
        methods.find((method) => method.name === name) ??
        fail('operation.unknown', { operation: name.slice(0, MAX_NAME) }),
    );
  const methods: readonly Operation[] = [
    defineOperation({
      ...common,
      name: 'system.listMethods',
      doc: 'Names every method.',
      parameters: {},
      forms: [''],
      result: t.arrayOf(t.string),
      resultDoc: 'The names.',
      handler: () => [...registry.all(), ...methods].map(({ name }) => name),
    }),
    defineOperation({
      ...common,
      name: 'system.methodSignature',
      doc: 'Tells the types of a method: of each form the type of the result, then those of the parameters.',
      parameters: { methodName },
      forms: ['methodName'],
      result: t.arrayOf(t.arrayOf(t.string)),
      resultDoc: 'One array of type names for each form.',
      handler: (input) => {
        const operation = find(input.methodName);
        return publishedForms(operation).map(({ parameters, result }) => [
          rpcType(result),
          ...parameters.map((name) => rpcType(operation.parameters[name]!.type)),
        ]);
      },
    }),
    defineOperation({
      ...common,
      name: 'system.methodHelp',
      doc: 'Explains a method.',
      parameters: { methodName },
      forms: ['methodName'],
      result: t.string,
      resultDoc: 'Plain text.',
      handler: (input) => help(find(input.methodName)),
    }),
    defineOperation({
      ...common,
      name: 'system.getCapabilities',
      doc: 'Names the specifications that this server follows.',
      parameters: {},
      forms: [''],
      result: t.struct(
        'Capabilities',
        Object.fromEntries(Object.keys(CAPABILITIES).map((name) => [name, Capability])),
      ),
      resultDoc: 'Address and version of each.',
      handler: () => CAPABILITIES,
    }),
    defineOperation({
      ...common,
      name: MULTICALL,
      doc: 'Makes several calls in their order. Each stands for itself: one that fails keeps no other from running.',
      parameters: { calls: required(t.arrayOf(BatchedCall), 'Structs of a methodName and its params.') },
      forms: ['calls'],
      result: t.arrayOf(t.string),
      resultDoc: 'For each call an array of its one result, or a fault as a struct.',
      handler: ({ calls }) => runBatch(calls),
    }),
  ];
  return methods;
}

const publishedForms = ({ forms }: PositionalOperation): PositionalForm[] =>
  forms.filter((form) => form.published);

function help(operation: PositionalOperation): string {
  const { name, doc, resultDoc } = operation;
  const forms = publishedForms(operation);
  const named = (parameter: string): string =>
    `${typeName(operation.parameters[parameter]!.type)} ${parameter}`;
  const used = Object.entries(operation.parameters).filter(([parameter]) =>
    forms.some((form) => form.parameters.includes(parameter)),
  );
  return [
    ...forms.map(
      ({ parameters, result }) => `${typeName(result)} ${name}(${parameters.map(named).join(', ')})`,
    ),
    '',
    doc,
    '',
    ...used.map(([parameter, { doc: text }]) => `${parameter}: ${text}`),
    `Answers: ${resultDoc}`,
  ].join('\n');
}

function rpcType({ kind }: WireType): string {
  if (kind === 'float') return 'double';
  if (kind === 'dateTime') return 'dateTime.iso8601';
  return kind === 'any' ? 'string' : kind;
}
