/**
 * The operations of the Iterable API that programs rely on most, as their vendor publishes them: each is there, answers
 * with the published status, and takes the published fields; what must be sent must be sent here, and nothing else.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Endpoint } from '../../src/contract/endpoint';
import type { StructType, WireType } from '../../src/contract/wireTypes';
import { iterableEndpoints } from '../../src/operations/iterable';

interface Field {
  readonly type: string;
  readonly required?: true;
  readonly items?: Fields;
  readonly fields?: Fields;
}
type Fields = Readonly<Record<string, Field>>;
interface Published {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly status: number;
  readonly body: Fields;
}

const published = JSON.parse(readFileSync(join(__dirname, 'iterableOperations.json'), 'utf8')) as Published[];
const plain = (path: string): string => path.replace(/\{\w+\*?\}/g, '{}').toLowerCase();
const endpointOf = ({ method, path }: Published): Endpoint | undefined =>
  iterableEndpoints.find(
    (one) => one.method === method && one.paths.some((each) => plain(`/api${each}`) === plain(path)),
  );

const structOf = (type: WireType | undefined): StructType<unknown> | null =>
  type?.kind === 'struct' ? type : type?.kind === 'array' ? structOf(type.item) : null;

/** Fields that are missing here, and those that must be sent on one side alone. */
function differences(fields: Fields, type: WireType | undefined, at: string): string[] {
  // Takes members of any name.
  if (type?.kind === 'map') return [];
  const struct = structOf(type);
  return Object.entries(fields).flatMap(([name, field]) => {
    const own = struct?.fields[name];
    if (!own) return [`${at}${name} is missing`];
    const isRequired = struct?.required?.includes(name) ?? false;
    const inner = field.items ?? field.fields;
    return [
      ...(isRequired === (field.required ?? false)
        ? []
        : [`${at}${name} is ${isRequired ? '' : 'not '}required here`]),
      ...(inner && Object.keys(inner).length > 0 ? differences(inner, own, `${at}${name}.`) : []),
    ];
  });
}

test('there are 49 of them', () => expect(published).toHaveLength(49));

test.each(published.map((one) => [`${one.method} ${one.path}`, one] as const))(
  '%s is as published',
  (_, one) => {
    const endpoint = endpointOf(one)!;
    expect(endpoint?.status).toBe(one.status);
    expect(one.query.filter((name) => !endpoint.query.includes(name))).toEqual([]);
    expect(differences(one.body, endpoint.operation.parameters.body?.type, '')).toEqual([]);
  },
);

test('no two endpoints have the same address', () => {
  const addresses = iterableEndpoints.flatMap(({ method, paths }) =>
    paths.map((path) => `${method} ${plain(path)}`),
  );
  expect(new Set(addresses).size).toBe(addresses.length);
});
