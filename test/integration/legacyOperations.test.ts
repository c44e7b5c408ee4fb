/**
 * Walks `legacyOperations.json`: what is known of the command set of the legacy platform, one line for each signature,
 * with the types in their order, the type of the answer, how sure it is, and further argument lists that are to be
 * understood. It was put together by hand, apart from our definitions, and is changed only when more becomes known.
 * An operation that is missing here, or has drifted, fails.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WireType } from '../../src/contract/wireTypes';
import { positional } from '../../src/facades/wire/positional';
import { operations } from '../../src/operations';
import { publishedSignatures, type Signature } from '../support/publishedSignatures';
import facts from './legacyOperations.json';

interface Fact {
  readonly name: string;
  /** `name: type`, in their order. */
  readonly parameters: readonly string[];
  readonly returns: string;
  readonly confidence: string;
  readonly alsoAccepted?: readonly (readonly string[])[];
}

const known: readonly Fact[] = facts;
const present = known.filter(({ name }) => operations.some((operation) => operation.name === name));
const titled = present.map((fact) => [`${fact.name}(${fact.parameters.join(', ')})`, fact] as const);
const wsdl = (file: string): string => readFileSync(join(__dirname, '../../wsdl', file), 'utf8');

test('every operation of the platform is here', () => {
  const missing = known.filter((fact) => !present.includes(fact)).map(({ name }) => name);
  expect([...new Set(missing)]).toEqual([]);
  expect(known.length).toBe(104);
});

describe('in both WSDLs with these arguments in this order', () => {
  const rpc = publishedSignatures(wsdl('WhatCountsAPI.wsdl'));
  const document = publishedSignatures(wsdl('WhatCountsAPI-document.wsdl'));
  const documentNames = ({ name }: Fact): string[] =>
    operations.find((operation) => operation.name === name)!.forms.map((form) => form.documentName);

  test.each(titled)('%s', (_, fact) => {
    const { parameters, returns } = fact;
    const expected: Omit<Signature, 'name'> = { parameters: [...parameters], returns };
    expect(rpc).toContainEqual({ name: fact.name, ...expected });
    const named = document.filter(({ name }) => documentNames(fact).includes(name));
    expect(named.map(({ name: _name, ...signature }) => signature)).toContainEqual(expected);
  });
});

test.each(titled)('%s says how sure we are of it', (_, { name, confidence }) => {
  expect(operations.find((operation) => operation.name === name)?.provenance.confidence).toBe(confidence);
});

/** As the facts write it. */
const typeName = (type: WireType): string =>
  type.kind === 'array' ? `${typeName(type.item)}[]` : type.kind === 'struct' ? type.name : type.kind;

/** The walk of every operation calls each form, with the answer that the contract table has for it. */
test.each(
  present.flatMap(({ name, parameters, alsoAccepted = [] }) =>
    [parameters, ...alsoAccepted].map((takes) => [`${name}(${takes.join(', ')})`, name, takes] as const),
  ),
)('%s is a form', (_, name, takes) => {
  const operation = positional(operations.find((each) => each.name === name)!);
  const forms = operation.forms.map((form) =>
    form.parameters.map((parameter) => `${parameter}: ${typeName(operation.parameters[parameter]!.type)}`),
  );
  expect(forms).toContainEqual([...takes]);
});
