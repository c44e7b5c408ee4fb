/** Makes a realm, with a new database or in one that is there. */
import { optional, required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import type { IdentityScheme } from '../../../core/identity/identityScheme';
import { SCHEME_WORDS, schemeNamed } from '../../../core/identity/schemes';
import { createRealm, type Placement } from '../../../core/realms/createRealm';
import { gatewayOperation } from '../context';
import { RealmRow, realmRow } from './realmRow';

export { SCHEME_WORDS };

export const realmCreate = gatewayOperation({
  name: 'realmCreate',
  group: 'realm',
  doc: 'Creates a realm. How it identifies contacts is decided with its database, and never changes.',
  rights: 'owner',
  access: 'write',
  subject: 'name',
  parameters: {
    name: required(t.text, '2 to 64 lower-case letters, digits and hyphens.'),
    place: required(
      t.oneOf('newDatabase', 'existingDatabase', 'databaseOfParent'),
      'Where its data goes: a new database on a server, one that is there, or that of its parent.',
    ),
    server: optional(t.string, 'Server of the new database; the default one unless given.'),
    database: optional(t.string, 'The existing database: its name, or SERVER/NAME.'),
    parent: optional(t.string, 'Name of its parent.'),
    customerKey: optional(t.boolean, 'A new database identifies contacts by customer key.'),
    identity: optional(t.string, `By what a new database knows its contacts: ${SCHEME_WORDS.join(', ')}.`),
    approvedBy: optional(t.string, 'Who approved that; recorded with the database.'),
    description: optional(t.string, 'A line about the realm.'),
    timeZone: optional(t.string, 'Zone that times are shown in; UTC unless given.'),
  },
  result: RealmRow,
  errors: ['realm.invalid'],
  handler: async ({ place, server, database, ...wish }, parts) =>
    realmRow(
      await createRealm(
        parts,
        {
          name: wish.name,
          placement: placement(place, server, database),
          customerKey: wish.customerKey ?? false,
          ...(wish.identity === null ? {} : { identity: scheme(wish.identity) }),
          ...given('parent', wish.parent),
          ...given('approvedBy', wish.approvedBy),
          ...given('description', wish.description),
          ...given('timeZone', wish.timeZone),
        },
        parts.now,
      ),
    ),
});

/** @throws {ApiError} `realm.invalid` */
const scheme = (text: string): IdentityScheme =>
  schemeNamed(text) ??
  fail('realm.invalid', { reason: `A realm identifies contacts by one of ${SCHEME_WORDS.join(', ')}.` });

function placement(kind: Placement['kind'], server: string | null, database: string | null): Placement {
  if (kind === 'existingDatabase')
    return { kind, database: database ?? fail('argument.missing', { name: 'database' }) };
  return kind === 'newDatabase' && server !== null ? { kind, server } : { kind };
}

const given = <N extends string>(name: N, value: string | null): { readonly [K in N]?: string } =>
  (value === null ? {} : { [name]: value }) as { readonly [K in N]?: string };
