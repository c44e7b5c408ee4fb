/**
 * Imports a CSV file of contacts of any size: block by block, each in a transaction of its own together with how far the
 * import is, so that one that is cut off goes on there. Repeating an import changes nothing that it did before.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Database } from '../db/database';
import { withRetry } from '../db/withRetry';
import type { Sql } from '../db/sql';
import { lookUpGroup } from '../core/identity/contactMatch';
import type { Realm } from '../core/realms/realm';
import type { UniversalOptOuts } from '../core/suppression/universalOptOuts';
import { isRefusedHeading, REFUSED_HEADINGS } from './contactColumns';
import { BlockPipeline, type Turn } from './blockPipeline';
import { csvBlocks, type CsvBlock, type CsvRow } from './csvBlocks';
import { openCsvFile, type CsvEncoding, type CsvFile } from './csvFile';
import { importLayout, type LayoutOptions } from './importLayout';
import {
  advanceImport,
  beginImport,
  endImport,
  findImport,
  NO_ROWS,
  type ImportCounts,
  type ImportState,
} from './importState';
import { ListNames } from './listNames';
import { isRefusal, readContactRow, UnknownList, type ContactRow, type RowLayout } from './readContactRow';
import { dryRun, type Transactional } from './dryRun';
import { RejectedRowsFile } from './rejectedRowsFile';
import { TransferError } from './transferError';
import { writeContacts, type Written } from './writeContacts';

export interface ImportOptions extends LayoutOptions {
  readonly path: string;
  /** Null to find out. */
  readonly delimiter: string | null;
  readonly encoding: CsvEncoding;
  /** Name or number of a list that everybody in the file goes on; null for none. */
  readonly list: string | null;
  /** Format of those subscriptions: 1, 2 or 99. */
  readonly emailFormat: number;
  /** Make lists that the file names and the realm does not have. */
  readonly createLists: boolean;
  /** Begin again, where an import of this file was cut off. */
  readonly restart: boolean;
  /** Do everything, and roll it back: the answer is that of the run. What the file names stays locked meanwhile. */
  readonly dryRun: boolean;
  /** Where refused rows are written. */
  readonly refusedPath: string;
}

export interface ImportParts {
  readonly database: Database;
  readonly universal: UniversalOptOuts;
  readonly realm: Realm;
  /** Told after each block. Bytes of the file and of what is done; rows that were read, in all. */
  readonly progress: (done: { readonly bytes: number; readonly size: number; readonly rows: number }) => void;
}

export interface Imported extends ImportCounts {
  /** Line of the file at which a cut-off import went on; null if it began at the front. */
  readonly resumedAt: number | null;
  readonly createdFields: readonly string[];
  readonly createdLists: readonly string[];
  readonly refusedFile: string | null;
}

const READ_BYTES = 256 * 1024;

/** @throws {TransferError|ApiError} if the file as a whole cannot be imported */
export async function importContacts(parts: ImportParts, wishes: ImportOptions): Promise<Imported> {
  const file = await openCsvFile(wishes.path, wishes.delimiter, wishes.encoding);
  if (!wishes.dryRun) return new ContactImport(parts, parts.database, wishes, file).run();
  return dryRun(parts.database, (database) => new ContactImport(parts, database, wishes, file).run());
}

/** A row and why it was refused. */
interface RefusedRow {
  readonly row: CsvRow;
  readonly reason: string;
}

/** Rows of a block, read and checked. */
interface Prepared {
  readonly block: CsvBlock;
  readonly taken: readonly { readonly row: CsvRow; readonly contact: ContactRow }[];
  readonly refused: readonly RefusedRow[];
}

class ContactImport {
  readonly #parts: ImportParts;
  readonly #database: Transactional;
  readonly #wishes: ImportOptions;
  readonly #file: CsvFile;
  #state: ImportState;
  #lists!: ListNames;
  #layout!: RowLayout;
  #everybody: number | null = null;

  constructor(parts: ImportParts, database: Transactional, wishes: ImportOptions, file: CsvFile) {
    this.#parts = parts;
    this.#database = database;
    this.#wishes = wishes;
    this.#file = file;
    this.#state = { place: file.start, counts: NO_ROWS, refusedBytes: 0 };
  }

  async run(): Promise<Imported> {
    const { realm, universal } = this.#parts;
    const database = this.#database;
    const { dryRun: isDryRun, list, restart } = this.#wishes;
    const { path, headings, start } = this.#file;
    const { layout, createdFields } = await importLayout(database, realm, headings, this.#wishes, new Date());
    this.#layout = layout;
    this.#lists = await ListNames.of(database, realm);
    if (list !== null) this.#everybody = await this.#requireList(list);

    const mark = this.#mark();
    const begun = restart ? null : await findImport(database, realm, mark);
    if (begun) this.#state = begun;
    else await database.transaction((sql) => beginImport(sql, realm, mark, start, new Date()));
    const columns = headings.filter((heading) => !isRefusedHeading(heading));
    const refused = new RejectedRowsFile(
      this.#wishes.refusedPath,
      [...REFUSED_HEADINGS, ...columns],
      this.#file.delimiter,
    );
    if (this.#state.refusedBytes === 0) await refused.clear();

    const lanes = new BlockPipeline();
    const source = createReadStream(path, { start: this.#state.place.position, highWaterMark: READ_BYTES });
    try {
      for await (const block of csvBlocks(source as AsyncIterable<Buffer>, this.#file, this.#state.place)) {
        const prepared = await this.#prepare(block);
        const named = new Set(prepared.taken.map(({ contact }) => lookUpGroup(realm.identity, contact.name)));
        await lanes.start(named, (turn) => this.#store(prepared, turn, mark, refused));
        // In one transaction there is one step at a time.
        if (isDryRun) await lanes.ended();
      }
      await lanes.ended();
    } finally {
      source.destroy();
      await lanes.ended().catch(() => undefined);
      await refused.close();
    }
    if (layout.optOuts !== null && !isDryRun) while ((await universal.publishFrom(this.#parts.database)) > 0);
    await database.transaction((sql) => endImport(sql, realm, mark));
    return {
      ...this.#state.counts,
      resumedAt: begun ? begun.place.line : null,
      createdFields,
      createdLists: this.#lists.created,
      refusedFile: this.#state.counts.refused > 0 ? refused.path : null,
    };
  }

  async #requireList(name: string): Promise<number> {
    const { realm } = this.#parts;
    const known = this.#lists.idOf(name);
    if (known !== undefined) return known;
    if (!this.#wishes.createLists)
      throw new TransferError(`The realm ${realm.name} has no list ${JSON.stringify(name)}.`);
    await this.#lists.create(this.#database, realm, name, new Date());
    return this.#lists.idOf(name)!;
  }

  /** Stands for the file and for how it is read: another reading of it is another import. */
  #mark(): Buffer {
    const { delimiter, encoding, mark } = this.#file;
    const { keyColumn, list, emailFormat, createFields, createLists, skipUnknown } = this.#wishes;
    const how = [delimiter, encoding, keyColumn, list, emailFormat, createFields, createLists, skipUnknown];
    return createHash('sha256').update(mark).update(JSON.stringify(how)).digest();
  }

  async #prepare(block: CsvBlock): Promise<Prepared> {
    const taken: { row: CsvRow; contact: ContactRow }[] = [];
    const refused: RefusedRow[] = [];
    for (const row of block.rows) {
      if (!row.cells) refused.push({ row, reason: row.problem });
      else {
        try {
          taken.push({ row, contact: await this.#read(row.cells) });
        } catch (error) {
          if (!isRefusal(error)) throw error;
          refused.push({ row, reason: error.message });
        }
      }
    }
    return { block, taken, refused };
  }

  #read(cells: readonly string[]): ContactRow | Promise<ContactRow> {
    try {
      const contact = readContactRow(cells, this.#layout, this.#parts.realm, (name) =>
        this.#lists.idOf(name),
      );
      return this.#everybody === null ? contact : onList(contact, this.#everybody, this.#wishes.emailFormat);
    } catch (error) {
      if (!(error instanceof UnknownList) || !this.#wishes.createLists) throw error;
      return this.#requireList(error.listName).then(() => this.#read(cells));
    }
  }

  /** Stores a block, without the rows that the database refuses. */
  async #store(
    { block, taken, refused }: Prepared,
    turn: Turn,
    mark: Buffer,
    file: RejectedRowsFile,
  ): Promise<void> {
    const { realm } = this.#parts;
    let rows = taken;
    const bad: RefusedRow[] = [...refused];
    const attempt = (): Promise<ImportState> =>
      withRetry(this.#database, async (sql) => {
        const written = await this.#write(sql, rows);
        await turn();
        const before = this.#state;
        const all = [...bad, ...[...written.refused].map(([i, reason]) => ({ row: rows[i]!.row, reason }))];
        const state: ImportState = {
          place: block.end,
          counts: sum(before.counts, block.rows.length, all.length, written),
          refusedBytes: await file.write(before.refusedBytes, this.#refusedCells(all)),
        };
        await advanceImport(sql, realm, mark, before.place, state, new Date());
        return state;
      });
    try {
      this.#state = await attempt();
    } catch (error) {
      if (!isAboutData(error)) throw error;
      const culprits = new Set(await this.#culprits(taken));
      rows = taken.filter((one) => !culprits.has(one));
      for (const { row } of culprits)
        bad.push({ row, reason: 'The database does not take a value of this row.' });
      this.#state = await attempt();
    }
    const { place, counts } = this.#state;
    this.#parts.progress({ bytes: place.position, size: this.#file.size, rows: counts.rows });
  }

  #write(sql: Sql, rows: Prepared['taken']): Promise<Written> {
    const { universal, realm } = this.#parts;
    return writeContacts(
      sql,
      universal,
      realm,
      this.#layout,
      rows.map(({ contact }) => contact),
      new Date(),
    );
  }

  /** Those of the rows that the database refuses, found by trying halves. */
  async #culprits(rows: Prepared['taken']): Promise<Prepared['taken'][number][]> {
    try {
      await dryRun(this.#database, (sql) => this.#write(sql, rows));
      return [];
    } catch (error) {
      if (!isAboutData(error)) throw error;
      if (rows.length === 1) return [...rows];
      const half = rows.length >> 1;
      return [...(await this.#culprits(rows.slice(0, half))), ...(await this.#culprits(rows.slice(half)))];
    }
  }

  /** Rows that were refused, with the columns of the file but for those of an earlier import. */
  #refusedCells(refused: readonly RefusedRow[]): string[][] {
    const kept = this.#file.headings.map((heading) => !isRefusedHeading(heading));
    const only = (cells: readonly string[]): string[] => cells.filter((_, i) => kept[i] ?? true);
    return [...refused]
      .sort((a, b) => a.row.line - b.row.line)
      .map(({ row, reason }) => [String(row.line), reason, ...(row.cells ? only(row.cells) : [row.text])]);
  }
}

const onList = (contact: ContactRow, listId: number, emailFormat: number): ContactRow =>
  contact.subscriptions.some((one) => one.listId === listId)
    ? contact
    : { ...contact, subscriptions: [...contact.subscriptions, { listId, emailFormat, since: null }] };

const sum = (before: ImportCounts, rows: number, refused: number, written: Written): ImportCounts => ({
  rows: before.rows + rows,
  created: before.created + written.created,
  updated: before.updated + written.updated,
  refused: before.refused + refused,
  leftOut: before.leftOut + written.leftOut,
});

/** Errors of a server for a value that does not fit: too long, out of range, not of its character set. */
const DATA_ERRORS: ReadonlySet<number> = new Set([1264, 1292, 1300, 1366, 1406, 3988]);

const isAboutData = (error: unknown): boolean =>
  DATA_ERRORS.has((error as { errno?: number } | null)?.errno ?? 0);
