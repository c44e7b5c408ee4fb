/** The tracked links of campaigns: their numbers when mail is made, their targets when somebody clicks. */
import { createHash } from 'node:crypto';
import { fail } from '../../contract/errorCatalogue';
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';

/** Links of one message that are tracked; the others stay as they are. */
const MAX_LINKS = 500;
const LONGEST_LINK = 8000;
const ATTEMPTS = 8;

const hashOf = (key: string): Buffer => createHash('sha256').update(key, 'utf8').digest();

/**
 * A number comes from the link itself and not from a count, so that senders at the same moment do not wait for each
 * other; a collision takes another part of the hash.
 */
const numberFor = (hash: Buffer, attempt: number): number => hash.readUInt32BE(attempt * 4) & 0x7fffffff || 1;

/**
 * Numbers of links in a campaign, new ones stored. The same key has the same number in every process.
 * @param keys as `trackable` found them
 */
export async function linkNumbers(
  sql: Sql,
  realm: Pick<Realm, 'realmId'>,
  campaignId: number,
  keys: readonly string[],
): Promise<Map<string, number>> {
  const wanted = new Map(
    [...new Set(keys)]
      .filter((key) => key.length <= LONGEST_LINK)
      .slice(0, MAX_LINKS)
      .map((key) => [hashOf(key).toString('hex'), key]),
  );
  const numbers = new Map<string, number>();
  for (let attempt = 0; wanted.size > 0; attempt++) {
    await readNumbers(sql, realm, campaignId, wanted, numbers);
    if (wanted.size === 0) break;
    if (attempt === ATTEMPTS) fail('server.busy');
    const rows = [...wanted].map(([hex, key]) => ({ hash: Buffer.from(hex, 'hex'), key }));
    await sql.writeOf(
      `INSERT IGNORE INTO campaign_links (realm_id, campaign_id, link_id, url_hash, url) VALUES ${rows.map(() => '(?, ?, ?, ?, ?)').join(', ')}`,
      rows.flatMap(({ hash, key }) => [realm.realmId, campaignId, numberFor(hash, attempt), hash, key]),
    );
  }
  return numbers;
}

/** Moves what is stored from `wanted` to `numbers`. */
async function readNumbers(
  sql: Sql,
  realm: Pick<Realm, 'realmId'>,
  campaignId: number,
  wanted: Map<string, string>,
  numbers: Map<string, number>,
): Promise<void> {
  const rows = await sql.rowsOf<{ link_id: number; url_hash: Buffer }>(
    `SELECT link_id, url_hash FROM campaign_links WHERE realm_id = ? AND campaign_id = ?
        AND url_hash IN (${[...wanted].map(() => '?').join(', ')})`,
    [realm.realmId, campaignId, ...[...wanted.keys()].map((hex) => Buffer.from(hex, 'hex'))],
  );
  for (const { link_id: number, url_hash: hash } of rows) {
    const hex = hash.toString('hex');
    const key = wanted.get(hex);
    if (key !== undefined) numbers.set(key, number);
    wanted.delete(hex);
  }
}

const REMEMBERED = 20_000;

/** Link texts by number. They never change, so those in use are remembered, and lead on while the database is away. */
export class CampaignLinks {
  readonly #known = new Map<string, string>();

  /** @returns the link's text before personalisation, or null if the campaign has no such link */
  async find(
    sql: Sql,
    realm: Pick<Realm, 'realmId'>,
    campaignId: number,
    linkId: number,
  ): Promise<string | null> {
    const name = `${realm.realmId}/${campaignId}/${linkId}`;
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const [row] = await sql.rows<{ url: string }>(
      'SELECT url FROM campaign_links WHERE realm_id = ? AND campaign_id = ? AND link_id = ?',
      [realm.realmId, campaignId, linkId],
    );
    if (!row) return null;
    if (this.#known.size >= REMEMBERED) this.#known.delete(this.#known.keys().next().value!);
    this.#known.set(name, row.url);
    return row.url;
  }
}
