/**
 * Creates realms, and holds the rules of what may be created where. How contacts are identified is decided once,
 * with a new database, and never changes.
 */
import { fail } from '../../contract/errorCatalogue';
import type { Database } from '../../db/database';
import { isDuplicateKey } from '../../db/sql';
import type { IdentityScheme } from '../identity/identityScheme';
import { CUSTOMER_KEY_SCHEME, DEFAULT_SCHEME, identityScheme } from '../identity/schemes';
import { DEFAULT_SERVER, type DatabaseServers } from './databaseServers';
import { checkedDescription, checkedName, checkedText, checkedTimeZone, schemaNameFor } from './names';
import { prepareRealmSchema } from './realmSchema';
import type { RealmDatabase, RealmDetails, Realms } from './realms';

/** Where a new realm's data goes. */
export type Placement =
  | { readonly kind: 'newDatabase'; /** `default` unless given. */ readonly server?: string }
  /** `SCHEMA`, or `SERVER/SCHEMA` where several servers have one of that name. */
  | { readonly kind: 'existingDatabase'; readonly database: string }
  | { readonly kind: 'databaseOfParent' };

export interface NewRealm {
  readonly name: string;
  readonly placement: Placement;
  readonly parent?: string;
  /** Asks for a database that identifies contacts by customer key. */
  readonly customerKey?: boolean;
  /** Asks for a database of this scheme. */
  readonly identity?: IdentityScheme;
  /** Name or e-mail address of who approved that; recorded with the database. */
  readonly approvedBy?: string;
  readonly description?: string;
  /** IANA name; UTC unless given. */
  readonly timeZone?: string;
}

export interface RealmParts {
  readonly control: Database;
  readonly realms: Realms;
  readonly servers: DatabaseServers;
}

/** The database of the new realm: one that is known, or what the new one will be. */
type Target =
  | { readonly kind: 'known'; readonly databaseId: number }
  | {
      readonly kind: 'new';
      readonly server: string;
      readonly identity: IdentityScheme;
      readonly approvedBy: string | null;
    };

/**
 * Creates a realm. The schema is made and migrated before anything is recorded, so an interrupted attempt leaves at
 * most an empty schema, and a repeat completes it.
 * @throws {ApiError} `realm.invalid`, with the rule that forbids it
 */
export async function createRealm(
  parts: RealmParts,
  wish: NewRealm,
  now = new Date(),
): Promise<RealmDetails> {
  const { control, realms, servers } = parts;
  const name = checkedName('realm', wish.name);
  const timeZone = checkedTimeZone(wish.timeZone ?? 'UTC');
  const description = checkedDescription(wish.description ?? '');
  if (await realms.findByName(name)) return refuse(`A realm named ${name} exists already.`);
  const parent = wish.parent === undefined ? null : await realms.details(wish.parent);
  const target = await decide(parts, wish, parent);

  const schema = schemaNameFor(servers.controlSchema, name);
  let serverId = 0;
  if (target.kind === 'new') {
    const server = await servers.find(target.server);
    serverId = server.serverId;
    await prepareRealmSchema(server.address, schema, target.identity.name);
  }
  try {
    await control.transaction(async (sql) => {
      const databaseId =
        target.kind === 'known'
          ? target.databaseId
          : (
              await sql.write(
                'INSERT INTO realm_databases (server_id, name, identity_scheme, approved_by, created_at) VALUES (?, ?, ?, ?, ?)',
                [serverId, schema, target.identity.name, target.approvedBy, now],
              )
            ).insertId;
      await sql.write(
        'INSERT INTO realms (name, description, database_id, parent_realm_id, time_zone, created_at) VALUES (?, ?, ?, ?, ?, ?)',
        [name, description, databaseId, parent?.realmId ?? null, timeZone, now],
      );
    });
  } catch (error) {
    // Another process created it at the same moment.
    if (isDuplicateKey(error)) return refuse(`A realm named ${name} exists already.`);
    throw error;
  }
  return realms.details(name);
}

/** The rules. */
async function decide(parts: RealmParts, wish: NewRealm, parent: RealmDetails | null): Promise<Target> {
  const { placement, customerKey = false } = wish;
  const asked = wish.identity ?? (customerKey ? identityScheme(CUSTOMER_KEY_SCHEME) : null);
  if (customerKey && asked !== identityScheme(CUSTOMER_KEY_SCHEME))
    return refuse(`A realm by ${asked!.title} is none by Customer Key; leave one of the two out.`);
  if (!customerKey && asked) {
    if (parent && parent.identity !== asked)
      return refuse(
        `A child realm identifies contacts as its parent does, and ${parent.name} does it by ${parent.identity.title}.`,
      );
    if (placement.kind === 'existingDatabase')
      return refuse(
        'How contacts are identified is chosen together with a new database; an existing one dictates it.',
      );
  }
  if (customerKey && parent && parent.identity !== identityScheme(CUSTOMER_KEY_SCHEME)) {
    return refuse(
      `A child realm identifies contacts as its parent does, and ${parent.name} does not use Customer Key.`,
    );
  }
  if (placement.kind === 'existingDatabase') {
    const database = await findDatabase(parts.realms, placement.database);
    if (customerKey) {
      return refuse(
        `Customer Key is possible only together with a new database; an existing one dictates how its contacts are identified, and ${database.name} does it by ${database.identity.title}.`,
      );
    }
    if (parent && parent.identity !== database.identity) {
      return refuse(
        `A child realm identifies contacts as its parent does: ${parent.name} does it by ${parent.identity.title}, the database ${database.name} by ${database.identity.title}.`,
      );
    }
    return known(database.databaseId, wish);
  }
  if (placement.kind === 'databaseOfParent') {
    if (!parent) return refuse('A realm without a parent needs a database of its own, or an existing one.');
    return known(parent.databaseId, wish);
  }
  const identity = parent?.identity ?? asked ?? identityScheme(DEFAULT_SCHEME);
  const { needsApproval } = identity;
  const approvedBy = checkedText('name of who approved it', wish.approvedBy ?? '').trim();
  if (needsApproval && approvedBy === '') {
    return refuse(
      'A new Customer Key database needs an approval, which is recorded: name who gave it (--approved-by NAME_OR_EMAIL). It can never be changed later.',
    );
  }
  if (!needsApproval) refuseApproval(wish);
  return {
    kind: 'new',
    server: placement.server ?? DEFAULT_SERVER,
    identity,
    approvedBy: needsApproval ? approvedBy : null,
  };
}

function known(databaseId: number, wish: NewRealm): Target {
  refuseApproval(wish);
  return { kind: 'known', databaseId };
}

/** An approval that would not be recorded is refused rather than lost. */
function refuseApproval(wish: NewRealm): void {
  if (wish.approvedBy !== undefined) {
    refuse('An approval is recorded only with a new Customer Key database; this realm makes none.');
  }
}

async function findDatabase(realms: Realms, name: string): Promise<RealmDatabase> {
  const databases = await realms.databases();
  const found = databases.filter(
    (database) => database.name === name || `${database.server}/${database.name}` === name,
  );
  if (found.length > 1) {
    return refuse(
      `Several servers have a realm database named ${name}; write ${found.map((d) => `${d.server}/${d.name}`).join(' or ')}.`,
    );
  }
  return (
    found[0] ??
    refuse(
      databases.length === 0
        ? 'There is no realm database yet; leave the database out to make one.'
        : `There is no realm database named ${JSON.stringify(name.slice(0, 64))}; there are ${databases.map((d) => d.name).join(', ')}.`,
    )
  );
}

const refuse = (reason: string): never => fail('realm.invalid', { reason });
