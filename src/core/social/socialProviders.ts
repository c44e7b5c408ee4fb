/** Accounts in social networks. They are names to keep and to choose from; nothing is published to them. */
import { fail } from '../../contract/errorCatalogue';
import { isDuplicateKey, type Sql, type SqlValue } from '../../db/sql';
import { fold } from '../identity/fold';
import type { Realm } from '../realms/realm';
import { isLonger } from '../../text/isLonger';

export const NETWORKS = ['FACEBOOK', 'TWITTER', 'LINKEDIN'] as const;
export type Network = (typeof NETWORKS)[number];

export interface SocialProvider {
  readonly socialProviderId: number;
  readonly provider: Network;
  /** As it was added. */
  readonly username: string;
}

const MAX_USERNAME = 100;

/**
 * A network by its name, in any case.
 * @throws {ApiError} `argument.invalid`
 */
export function checkedNetwork(argument: string, text: string): Network {
  const network = NETWORKS.find((name) => name === text.trim().toUpperCase());
  return (
    network ?? fail('argument.invalid', { name: argument, reason: `it is one of ${NETWORKS.join(', ')}` })
  );
}

const COLUMNS = 'social_provider_id AS socialProviderId, provider, username';

async function select(
  sql: Sql,
  realm: Realm,
  where: string,
  ...values: SqlValue[]
): Promise<SocialProvider[]> {
  return sql.rows<SocialProvider>(
    `SELECT ${COLUMNS} FROM social_providers WHERE realm_id = ?${where} ORDER BY provider, username_folded`,
    [realm.realmId, ...values],
  );
}

/** All accounts of the realm, by network and name. */
export const socialProviders = (sql: Sql, realm: Realm): Promise<SocialProvider[]> => select(sql, realm, '');

/** @throws {ApiError} `socialProvider.notFound` */
export async function requireSocialProvider(
  sql: Sql,
  realm: Realm,
  socialProviderId: number,
): Promise<SocialProvider> {
  const [found] = await select(sql, realm, ' AND social_provider_id = ?', socialProviderId);
  return found ?? fail('socialProvider.notFound');
}

/**
 * Case of the user name does not count: no network tells names apart by it.
 * @throws {ApiError} `socialProvider.notFound`
 */
export async function requireSocialProviderByUsername(
  sql: Sql,
  realm: Realm,
  provider: Network,
  username: string,
): Promise<SocialProvider> {
  const [found] = await select(
    sql,
    realm,
    ' AND provider = ? AND username_folded = ?',
    provider,
    fold(username.trim()),
  );
  return found ?? fail('socialProvider.notFound');
}

/**
 * @returns the number of the account
 * @throws {ApiError} `argument.invalid`, `socialProvider.exists`
 */
export async function addSocialProvider(
  sql: Sql,
  realm: Realm,
  provider: Network,
  name: string,
  now: Date,
): Promise<number> {
  const username = name.trim();
  const invalid = (reason: string): never => fail('argument.invalid', { name: 'userName', reason });
  if (username === '') invalid('it is empty');
  if (/\p{Cc}/u.test(username)) invalid('it holds control characters');
  if (isLonger(fold(username), MAX_USERNAME) || isLonger(username, MAX_USERNAME))
    invalid(`it is longer than ${MAX_USERNAME} characters`);
  try {
    const { insertId } = await sql.write(
      `INSERT INTO social_providers (realm_id, provider, username, username_folded, created_at) VALUES (?, ?, ?, ?, ?)`,
      [realm.realmId, provider, username, fold(username), now],
    );
    return insertId;
  } catch (error) {
    if (isDuplicateKey(error)) fail('socialProvider.exists');
    throw error;
  }
}

export async function deleteSocialProvider(sql: Sql, realm: Realm, socialProviderId: number): Promise<void> {
  await sql.write('DELETE FROM social_providers WHERE realm_id = ? AND social_provider_id = ?', [
    realm.realmId,
    socialProviderId,
  ]);
}
