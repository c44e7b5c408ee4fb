/**
 * Walks `legacyOperations.json`: what is known of the command set of the legacy platform, one line for each signature,
 * with the types in their order, the type of the answer, how sure it is, and further argument lists that are to be
 * understood. It was put together by hand, apart from our definitions, and is changed only when more becomes known.
 * An operation that is missing here, or has drifted, fails.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { positional } from '../../src/facades/wire/positional';
import { operations } from '../../src/operations';
import { doorClients } from '../support/doors';
import { exampleArguments } from '../support/exampleArguments';
import { publishedSignatures, type Signature } from '../support/publishedSignatures';
import { startTestGateway, type TestGateway } from '../support/testGateway';
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

describe('answers', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.close());

  const calls = present.flatMap(({ name, parameters, alsoAccepted = [] }) =>
    [parameters, ...alsoAccepted].map((takes) => [`${name}(${takes.join(', ')})`, name, takes] as const),
  );

  test.each(calls)('%s', async (_, name, takes) => {
    const operation = operations.find((each) => each.name === name)!;
    const names = takes.map((parameter) => parameter.split(':')[0]!);
    const form = positional(operation).forms.find((each) => each.parameters.join() === names.join())?.own;
    if (!form) throw new Error(`no form takes (${names.join(', ')})`);
    const kind = operation.identity.kind === 'byKey' ? 'keyed' : 'normal';
    const { licence, listId } = gateway[kind];
    for (const door of doorClients(gateway.url)) {
      const session = await gateway.soap.text('beginSession', { license: licence });
      const args = exampleArguments(operation, form, session, {
        license: licence,
        listId,
        listIds: String(listId),
      });
      const answer = await door.call(operation, form, args);
      // A fault must come from the operation itself: its arguments have been understood.
      if ('fault' in answer)
        expect([...operation.errors, 'argument.missing', 'argument.invalid']).toContain(answer.fault);
      else expect(answer.value).toBeDefined();
    }
  });
});
