/**
 * The picture of the databases that is committed as docs/schema.md: read back from a server that the migrations
 * were applied to, so that it shows what is there and not what was meant.
 */
import { randomBytes } from 'node:crypto';
import { identitySchemes } from '../core/identity/schemes';
import { Database } from '../db/database';
import type { DatabaseAddress } from '../db/databaseAddress';
import { createSchema, dropSchema, migrateUp, type RealmIdentity, type SchemaKind } from '../db/migrate';
import {
  describeSchema,
  type ColumnDescription,
  type IndexDescription,
  type TableDescription,
} from './describeSchema';

/** @param server any server; schemas of random names are made on it and dropped again */
export async function schemaPicture(server: DatabaseAddress): Promise<string> {
  const control = await migratedTables(server, 'control');
  const [first, ...others] = identitySchemes;
  const normal = await migratedTables(server, 'realm', first!.name);
  const sections: string[] = [];
  for (const { name: scheme, title } of others) {
    const tables = await migratedTables(server, 'realm', scheme);
    const different = tables.filter(
      (table) => JSON.stringify(table) !== JSON.stringify(normal.find(({ name }) => name === table.name)),
    );
    sections.push(
      `## Realm database, contacts by ${title}`,
      '',
      'All tables are as in the first one, except:',
      '',
      ...different.flatMap(section),
    );
  }
  return [
    '# Databases',
    '',
    'Written by `npm run generate` from a server after all migrations; do not edit. All times are UTC. Lines in the',
    'drawings are references by value: there are no foreign keys. Where the migrations keep their own books is left out.',
    '',
    '## Control database',
    '',
    ...drawing(control),
    ...control.flatMap(section),
    '## Realm database, contacts by address and first name',
    '',
    ...drawing(normal),
    ...normal.flatMap(section),
    ...sections,
  ].join('\n');
}

async function migratedTables(
  server: DatabaseAddress,
  kind: SchemaKind,
  identityScheme?: RealmIdentity,
): Promise<TableDescription[]> {
  const name = `picture_${randomBytes(8).toString('hex')}`;
  const address = { ...server, database: name };
  await createSchema(server, name);
  const database = new Database(address, 1);
  try {
    await migrateUp(address, kind, identityScheme);
    return await describeSchema(database, name);
  } finally {
    await database.close();
    await dropSchema(server, name);
  }
}

/** A table points at another one by the name of that one's number, or by a comment that begins with `table.column`. */
function drawing(tables: readonly TableDescription[]): string[] {
  const lines = tables.flatMap((table) =>
    table.columns.flatMap((column) => {
      const target = tables.find((other) => pointsAt(column, other));
      return target && !column.autoIncrement
        ? [`  ${target.name} ||--o{ ${table.name} : ${column.name}`]
        : [];
    }),
  );
  return ['```mermaid', 'erDiagram', ...lines, '```', ''];
}

const pointsAt = (column: ColumnDescription, { name, columns }: TableDescription): boolean =>
  columns.some(
    (number) =>
      number.autoIncrement &&
      (number.name === column.name || RegExp(`^${name}\\.${number.name}\\b`).test(column.comment)),
  );

function section(table: TableDescription): string[] {
  return [
    `### ${table.name}`,
    '',
    `${table.comment}.${table.firstNumber === undefined ? '' : ` Numbers start at ${table.firstNumber}.`}`,
    '',
    '| column | type | default | |',
    '|---|---|---|---|',
    ...table.columns.map(columnRow),
    '',
    ...table.indexes.map((index) => `- ${indexLine(index)}`),
    '',
  ];
}

function columnRow({
  name,
  type,
  nullable,
  autoIncrement,
  collation,
  comment,
  ...column
}: ColumnDescription): string {
  const words = [
    type,
    // Everything is utf8mb4_bin; another collation would be worth a word.
    ...(collation === undefined || collation === 'utf8mb4_bin' ? [] : [collation]),
    ...(nullable ? ['null'] : []),
    ...(autoIncrement ? ['auto_increment'] : []),
  ];
  const initial = column.default === undefined ? '' : `\`${column.default}\``;
  return `| ${name} | ${words.join(' ')} | ${initial} | ${comment.replaceAll('|', '\\|').replaceAll('<', '&lt;')} |`;
}

function indexLine({ name, unique, columns }: IndexDescription): string {
  const kind = name === 'PRIMARY' ? 'primary key' : `${unique ? 'unique' : 'index'} \`${name}\``;
  return `${kind} (${columns.join(', ')})`;
}
