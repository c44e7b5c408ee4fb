/** What recordStatements.js kept of a test run, and what the schema says about the tables in it; for the closing checks. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { STATEMENT_DIRECTORY } from './callLogs';

export interface RecordedStatement {
  /** With one blank if there was white space, and repeated parts once. */
  readonly statement: string;
  /** The source file that ran it; of several, one. */
  readonly place: string;
}

/** Every distinct statement that the product ran, the statements of migrations left out. */
export function recordedStatements(): RecordedStatement[] {
  if (!existsSync(STATEMENT_DIRECTORY)) return [];
  const places = new Map<string, string>();
  for (const file of readdirSync(STATEMENT_DIRECTORY))
    for (const line of readFileSync(join(STATEMENT_DIRECTORY, file), 'utf8').split('\n')) {
      if (line === '') continue;
      const { place, statement } = JSON.parse(line) as RecordedStatement;
      if (!place.startsWith('migrations/')) places.set(statement, place);
    }
  return [...places].map(([statement, place]) => ({ statement, place }));
}

/** The tables that have a column `realm_id`, as the picture of the schema shows them. */
export function tablesOfRealms(): Set<string> {
  const tables = new Set<string>();
  let table = '';
  for (const line of readFileSync(resolve(__dirname, '../../docs/schema.md'), 'utf8').split('\n')) {
    table = /^### (\w+)/.exec(line)?.[1] ?? table;
    if (line.startsWith('| realm_id |')) tables.add(table);
  }
  return tables;
}
