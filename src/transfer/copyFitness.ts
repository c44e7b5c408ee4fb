/** Whether the contacts of a realm can be those of another one, asked before the first row of a copy is written. */
import { ApiError } from '../contract/errorCatalogue';
import { STATEMENT_ROWS } from '../db/bulkRows';
import { identifierWord } from '../core/identity/describeScheme';
import { keyText } from '../core/identity/keyBytes';
import { schemeKey } from '../core/identity/newIdentity';
import type { Realm } from '../core/realms/realm';
import type { CopyPlace } from './copyRealm';
import { TransferError } from './transferError';

/**
 * For realms of different schemes.
 * @param getsKeys whether the contacts get their keys on the way; those that get none are left out one by one
 * @throws {TransferError} with what is missing, and how many contacts miss it
 */
export async function requireFitContacts(from: CopyPlace, to: Realm, getsKeys: boolean): Promise<void> {
  const problems = (await problemsOf(from, to, getsKeys)).filter(({ contacts }) => contacts > 0);
  if (problems.length === 0) return;
  const said = problems.map(({ what, contacts }) => `${what}: ${contacts}`).join('; ');
  throw new TransferError(
    `The realm ${to.name} identifies contacts by ${to.identity.title}, and some of ${from.realm.name} cannot be there. Contacts ${said}. Nothing was copied.`,
  );
}

interface Problem {
  /** Behind "contacts". */
  readonly what: string;
  readonly contacts: number;
}

async function problemsOf(
  { realm, database }: CopyPlace,
  { identity }: Realm,
  getsKeys: boolean,
): Promise<Problem[]> {
  const { hasKey } = realm.identity;
  const key = hasKey ? 'customer_key' : 'NULL';
  const [row] = await database.rows<Record<string, number | string>>(
    `SELECT COUNT(*) AS contacts, COUNT(email) AS addresses, COUNT(DISTINCT email) AS different_addresses,
       COUNT(DISTINCT email, first_name) AS different_names, COUNT(${key}) AS ids, COUNT(DISTINCT ${key}) AS different_ids,
       COUNT(COALESCE(email, ${key})) AS known
       FROM contacts WHERE realm_id = ?`,
    [realm.realmId],
  );
  const n = (name: string): number => Number(row![name]);
  const word = (identifier: 'email' | 'customerKey'): string => identifierWord(identity, identifier);
  const isUnique = (...identifiers: string[]): boolean =>
    identity.unique.some((set) => set.join() === identifiers.join());
  const problem = (applies: boolean, what: string, contacts: number): Problem[] =>
    applies ? [{ what, contacts }] : [];
  return [
    ...problem(identity.addressRequired, `without ${word('email')}`, n('contacts') - n('addresses')),
    ...problem(
      isUnique('email'),
      `with the ${word('email')} of another one`,
      n('addresses') - n('different_addresses'),
    ),
    ...problem(
      isUnique('email', 'firstName'),
      'with the address and first name of another one',
      n('addresses') - n('different_names'),
    ),
    ...problem(!identity.hasKey, `with a ${realm.identity.keyName}, for which there is no place`, n('ids')),
    ...problem(identity.keyRequired && !getsKeys, `without ${word('customerKey')}`, n('contacts') - n('ids')),
    ...problem(
      isUnique('customerKey'),
      `with the ${word('customerKey')} of another one`,
      n('ids') - n('different_ids'),
    ),
    ...problem(
      identity.newContact.oneOf.length > 0,
      'without anything to be known by',
      n('contacts') - n('known'),
    ),
    ...problem(
      hasKey && identity.hasKey,
      `whose key is no ${identity.keyName} there`,
      hasKey && identity.hasKey ? await unfitKeys({ realm, database }, identity) : 0,
    ),
  ];
}

async function unfitKeys({ realm, database }: CopyPlace, scheme: Realm['identity']): Promise<number> {
  let unfit = 0;
  for (let last = 0; ;) {
    const rows = await database.rows<{ contact_id: number; customer_key: Buffer | null }>(
      `SELECT contact_id, customer_key FROM contacts WHERE realm_id = ? AND contact_id > ?
        ORDER BY contact_id LIMIT ${STATEMENT_ROWS}`,
      [realm.realmId, last],
    );
    if (rows.length === 0) return unfit;
    unfit += rows.filter((row) => !isFit(scheme, keyText(row.customer_key))).length;
    last = rows.at(-1)!.contact_id;
  }
}

function isFit(scheme: Realm['identity'], key: string | null): boolean {
  try {
    if (key !== null) schemeKey(scheme, key);
    return true;
  } catch (error) {
    if (error instanceof ApiError) return false;
    throw error;
  }
}
