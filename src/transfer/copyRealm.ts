/**
 * Copies a realm into an empty one, in this database or another, and changes nothing in it. Every number stays as it is:
 * clients know lists and templates by them, and so do rules, templates and events. Each step is one transaction together
 * with how far the copy is, so that one that was cut off goes on there.
 */
import type { Database } from '../db/database';
import { STATEMENT_ROWS } from '../db/bulkRows';
import { withRetry } from '../db/withRetry';
import type { Sql } from '../db/sql';
import type { Realm } from '../core/realms/realm';
import { recountCampaign } from '../core/events/recountCampaign';
import { COPIED, COPIED_WITH_CONTACTS, type CopiedTable, type Row } from './copiedTables';
import { copyContactData, keySource, withKeys, type KeySource, type LeftOut } from './copyContacts';
import { requireFitContacts } from './copyFitness';
import { advanceCopy, beginCopy, endCopy, findCopy, NOTHING_COPIED, type CopyState } from './copyState';
import { rekeyOptOuts } from './rekeyOptOuts';
import { reserveNumbers } from './reserveNumbers';
import { RejectedRowsFile } from './rejectedRowsFile';
import { keyOf, keyText, nextRows, readKey, writeRows } from './tablePages';
import { TransferError } from './transferError';

export interface CopyPlace {
  readonly realm: Realm;
  readonly database: Database;
}

export interface CopyOptions {
  readonly from: CopyPlace;
  readonly to: CopyPlace;
  /** Field whose text becomes the key; null where contacts have what the other realm knows them by. */
  readonly keyFrom: string | null;
  readonly dryRun: boolean;
  /** Where contacts that are left out are listed. */
  readonly leftOutPath: string;
  /** Told after each step: rows that were read, and all there are. */
  readonly progress: (done: number, all: number) => void;
}

export interface CopiedRealm {
  /** By table; in a dry run the rows that there are. */
  readonly rows: Readonly<Record<string, number>>;
  /** Contacts without a key, with one that is none, or with that of an older contact. */
  readonly contactsLeftOut: number;
  readonly leftOutFile: string | null;
  /** Opt-outs of people who are no contacts of the copy; they hold for their address. */
  readonly optOutsByAddress: number;
  /** Launches that go on in the source; in the copy they are cancelled. */
  readonly unfinishedLaunches: number;
  readonly resumed: boolean;
}

const PAGE = STATEMENT_ROWS;
const LONG_PAGE = 20;

/** @throws {TransferError} if one cannot become the other */
export async function copyRealm(wishes: CopyOptions): Promise<CopiedRealm> {
  const { from, to, keyFrom } = wishes;
  checkKinds(from.realm, to.realm, keyFrom);
  const keys = keyFrom === null ? null : await keySource(from.database, from.realm, keyFrom);
  return new RealmCopy(wishes, keys).run();
}

function checkKinds(from: Realm, to: Realm, keyFrom: string | null): void {
  const refuse = (reason: string): never => {
    throw new TransferError(reason);
  };
  if (from.realmId === to.realmId) refuse('A realm cannot be copied into itself.');
  if (keyFrom !== null && (from.identity.hasKey || !to.identity.hasKey))
    refuse('--key-from is for a copy out of a realm without customer keys into one with them.');
  if (from.identity.keyRequired && !to.identity.hasKey)
    refuse(
      `Contacts with a customer key have no place in a realm that identifies them by ${to.identity.title}.`,
    );
  if (!from.identity.hasKey && to.identity.keyRequired && keyFrom === null)
    refuse(
      `The realm ${to.name} identifies contacts by ${to.identity.keyName}; say which field holds it: --key-from FIELD`,
    );
}

class RealmCopy {
  readonly #wishes: CopyOptions;
  readonly #keys: KeySource | null;
  readonly #file: RejectedRowsFile;
  #state: CopyState = NOTHING_COPIED;
  #steps = 0;
  #byAddress = 0;
  #read = 0;
  #all = 0;

  constructor(wishes: CopyOptions, keys: KeySource | null) {
    this.#wishes = wishes;
    this.#keys = keys;
    this.#file = new RejectedRowsFile(wishes.leftOutPath, ['subscriber_id', 'email', 'first', 'reason'], ',');
  }

  async run(): Promise<CopiedRealm> {
    const { from, to, keyFrom, dryRun } = this.#wishes;
    const begun = await findCopy(to.database, to.realm, from.realm, keyFrom);
    if (!begun) {
      await requireEmpty(to);
      if (from.realm.identity !== to.realm.identity)
        await requireFitContacts(from, to.realm, keyFrom !== null);
    }
    const there = await this.#countAll();
    try {
      if (dryRun) return await this.#tryContacts(there);
      if (begun) {
        this.#state = begun.state;
        this.#steps = begun.steps;
      } else {
        await this.#file.clear();
        await withRetry(to.database, (sql) => beginCopy(sql, to.realm, from.realm, keyFrom, new Date()));
      }
      await this.#copyTables();
      if (from.realm.identity !== to.realm.identity)
        this.#byAddress = await rekeyOptOuts(to.database, from.realm, to.realm);
      await reserveNumbers(from, to);
      await this.#recount();
      await withRetry(to.database, (sql) => endCopy(sql, to.realm));
    } finally {
      await this.#file.close();
    }
    return this.#report(this.#state.rows, this.#state.leftOut, begun !== null);
  }

  async #report(
    rows: Readonly<Record<string, number>>,
    leftOut: number,
    resumed: boolean,
  ): Promise<CopiedRealm> {
    const { from } = this.#wishes;
    const [launches] = await from.database.rows<{ n: number }>(
      "SELECT COUNT(*) AS n FROM campaigns WHERE realm_id = ? AND status NOT IN ('done', 'cancelled', 'sticky')",
      [from.realm.realmId],
    );
    return {
      rows,
      contactsLeftOut: leftOut,
      leftOutFile: this.#state.leftOut > 0 ? this.#file.path : null,
      optOutsByAddress: this.#byAddress,
      unfinishedLaunches: launches!.n,
      resumed,
    };
  }

  async #countAll(): Promise<Record<string, number>> {
    const { from } = this.#wishes;
    const counts: Record<string, number> = {};
    const count = async (name: string, only = ''): Promise<number> => {
      const [row] = await from.database.rows<{ n: number }>(
        `SELECT COUNT(*) AS n FROM ${name} WHERE realm_id = ?${only && ` AND ${only}`}`,
        [from.realm.realmId],
      );
      return row!.n;
    };
    for (const { name, only } of COPIED) {
      const rows = await count(name, only);
      this.#all += rows;
      counts[name] = only ? await count(name) : rows;
    }
    for (const name of COPIED_WITH_CONTACTS) counts[name] ??= await count(name);
    return counts;
  }

  async #copyTables(): Promise<void> {
    const { from, progress } = this.#wishes;
    const doneBefore = COPIED.reduce((sum, { name }) => sum + (this.#state.rows[name] ?? 0), 0);
    this.#read = doneBefore + this.#state.leftOut;
    for (let at = this.#state.table; at < COPIED.length; at++) {
      const table = COPIED[at]!;
      for (let after = at === this.#state.table ? this.#state.after : null; ;) {
        const limit = table.isLong ? LONG_PAGE : PAGE;
        const last = after === null ? null : readKey(after);
        const rows = await nextRows(
          from.database,
          from.realm.realmId,
          table.name,
          table.key,
          last,
          limit,
          table.only,
        );
        if (rows.length === 0) break;
        after = keyText(keyOf(rows.at(-1)!, table.key));
        await this.#step(table, rows, { ...this.#state, table: at, after });
        this.#read += rows.length;
        progress(this.#read, this.#all);
      }
    }
  }

  /** One page of a table, and how far the copy is with it. */
  async #step(table: CopiedTable, rows: readonly Row[], place: CopyState): Promise<void> {
    const { to } = this.#wishes;
    const now = new Date();
    this.#state = await withRetry(to.database, async (sql) => {
      const state = await this.#write(sql, table, rows, place, now);
      await advanceCopy(sql, to.realm, this.#steps, state, now);
      return state;
    });
    this.#steps += 1;
  }

  async #write(
    sql: Sql,
    { name, change }: CopiedTable,
    rows: readonly Row[],
    place: CopyState,
    now: Date,
  ): Promise<CopyState> {
    const { to } = this.#wishes;
    if (name === 'contacts') return this.#writeContacts(sql, rows, place);
    const written = change ? rows.map((row) => change(row, now)) : rows;
    await writeRows(sql, to.realm.realmId, name, written);
    return { ...place, rows: added(place.rows, { [name]: rows.length }) };
  }

  async #writeContacts(sql: Sql, rows: readonly Row[], place: CopyState): Promise<CopyState> {
    const { from, to } = this.#wishes;
    const { taken, leftOut } = this.#keys
      ? await withKeys(from, { realm: to.realm, sql }, this.#keys, rows)
      : { taken: to.realm.identity.hasKey ? rows : rows.map(withoutKey), leftOut: [] };
    await writeRows(sql, to.realm.realmId, 'contacts', taken);
    const ids = taken.map((row) => row.contact_id as number);
    const belongings = await copyContactData(from.database, from.realm, sql, to.realm, ids);
    return {
      ...place,
      rows: added(place.rows, { contacts: taken.length, ...belongings }),
      leftOut: place.leftOut + leftOut.length,
      fileBytes: await this.#file.write(place.fileBytes, leftOut.map(leftOutCells)),
    };
  }

  /** Counts of campaigns are made of their events, and so are those of the copy. */
  async #recount(): Promise<void> {
    const { realm, database } = this.#wishes.to;
    for (let last = 0; ;) {
      const campaigns = await database.rows<{ campaign_id: number }>(
        'SELECT campaign_id FROM campaigns WHERE realm_id = ? AND campaign_id > ? ORDER BY campaign_id LIMIT 500',
        [realm.realmId, last],
      );
      if (campaigns.length === 0) return;
      for (const { campaign_id: id } of campaigns)
        await withRetry(database, (sql) => recountCampaign(sql, realm, id));
      last = campaigns.at(-1)!.campaign_id;
    }
  }

  /** Which contacts would be left out. Those that repeat a key are only counted: telling which takes the copy itself. */
  async #tryContacts(there: Record<string, number>): Promise<CopiedRealm> {
    const { from, to, progress } = this.#wishes;
    if (!this.#keys) return this.#report(there, 0, false);
    await this.#file.clear();
    let { leftOut, fileBytes } = this.#state;
    for (let after = 0; ;) {
      const rows = await nextRows(
        from.database,
        from.realm.realmId,
        'contacts',
        ['contact_id'],
        [after],
        PAGE,
      );
      if (rows.length === 0) break;
      const tried = await withKeys(from, { realm: to.realm, sql: null }, this.#keys, rows);
      const keyless = tried.leftOut.filter(({ isRepeat }) => !isRepeat);
      leftOut += keyless.length;
      fileBytes = await this.#file.write(fileBytes, keyless.map(leftOutCells));
      after = rows.at(-1)!.contact_id as number;
      progress((this.#read += rows.length), there.contacts!);
    }
    this.#state = { ...this.#state, leftOut };
    return this.#report(
      there,
      leftOut + (to.realm.identity.keyIdentifies ? await this.#keys.repeats(from.database, from.realm) : 0),
      false,
    );
  }
}

/** There is none, if it has a column for one. */
const withoutKey = ({ customer_key: _, ...row }: Row): Row => row;

const leftOutCells = ({ row, reason }: LeftOut): string[] => [
  String(row.contact_id),
  String(row.email_as_given),
  String(row.first_name_as_given),
  reason,
];

const added = (
  rows: Readonly<Record<string, number>>,
  more: Readonly<Record<string, number>>,
): Record<string, number> => ({
  ...rows,
  ...Object.fromEntries(Object.entries(more).map(([name, count]) => [name, (rows[name] ?? 0) + count])),
});

/** @throws {TransferError} if the realm holds anything */
async function requireEmpty({ realm, database }: CopyPlace): Promise<void> {
  for (const { name } of [...COPIED, { name: 'messages' }]) {
    const found = await database.rowsOf(`SELECT 1 AS found FROM ${name} WHERE realm_id = ? LIMIT 1`, [
      realm.realmId,
    ]);
    if (found.length > 0)
      throw new TransferError(
        `The realm ${realm.name} is in use (it has ${name.replaceAll('_', ' ')}); copy into a new one: its numbers stay those of the source.`,
      );
  }
}
