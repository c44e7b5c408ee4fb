/** What a dropped file says, one record or command after the other, whatever form it is written in. */

/** A command as the file has it; records that follow it share the object. */
export interface DropCommand {
  readonly cmd: string;
  readonly args: ReadonlyMap<string, string>;
}

export interface DropUnit {
  /** Of the file, from 1. */
  readonly line: number;
  readonly command: DropCommand | null;
  /** A record of the command; null for a command without. */
  readonly record: { readonly fields: readonly string[]; readonly values: readonly string[] } | null;
  /** The number of a list, or the name of a relational table, that is emptied, where it is that and no command. */
  readonly empties?: { readonly list: string } | { readonly table: string };
  /** Why it cannot be read. */
  readonly problem?: string;
}

/** What stands before the commands: who it is, and what holds for all of them. */
export type DropHeader = ReadonlyMap<string, string>;

/** The header comes first, then the units. */
export type DropParts = AsyncGenerator<DropHeader | DropUnit, void, undefined>;

export const isHeader = (part: DropHeader | DropUnit): part is DropHeader => part instanceof Map;

/** Records of one command in the notation of the argument `data`. */
export const dataText = (records: readonly NonNullable<DropUnit['record']>[]): string =>
  [records[0]!.fields.join(','), ...records.map(({ values }) => values.map(quoted).join(','))].join('^');

/** A backslash before a quote would make it a character; where it can, such a value stands bare. */
const quoted = (value: string): string =>
  /^[^\s",^](?:[^",^]*\\)?$/.test(value) ? value : `"${value.replaceAll('"', '""')}"`;

/** A file that as a whole cannot be read. */
export class DropUnreadable extends Error {
  override readonly name = 'DropUnreadable';
}
