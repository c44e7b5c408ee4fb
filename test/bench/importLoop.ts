/** Imports a file of contacts, or has the database load it into one equal table. */
import { createReadStream } from 'node:fs';
import { createConnection, type ResultSetHeader } from 'mysql2/promise';
import { Realms } from '../../src/core/realms/realms';
import { UniversalOptOuts } from '../../src/core/suppression/universalOptOuts';
import { PARALLEL_BLOCKS } from '../../src/transfer/blockPipeline';
import { importContacts } from '../../src/transfer/importContacts';
import { Database } from '../../src/db/database';
import { connectionOptions, type DatabaseAddress } from '../../src/db/databaseAddress';
import { answerRequests } from './child';

export interface ImportRequest {
  readonly kind: 'import' | 'load';
  readonly path: string;
  readonly control: DatabaseAddress;
  readonly realm: DatabaseAddress;
  readonly realmId: number;
  /** Statement of the load, up to the name of the file. */
  readonly load: string;
}

/** Seconds that it took, connecting left out. */
answerRequests<ImportRequest>(async (request) =>
  request.kind === 'import' ? importSeconds(request) : loadSeconds(request),
);

async function importSeconds({ path, control, realm, realmId }: ImportRequest): Promise<number> {
  const database = new Database(realm, PARALLEL_BLOCKS + 1);
  const register = new Database(control, 1);
  try {
    const startedAt = performance.now();
    const { created } = await importContacts(
      {
        database,
        universal: new UniversalOptOuts(register),
        realm: { ...(await new Realms(register).require('demo-key')), realmId },
        progress: () => undefined,
      },
      {
        path,
        delimiter: null,
        encoding: 'utf-8',
        keyColumn: null,
        list: null,
        emailFormat: 99,
        createFields: true,
        createLists: true,
        skipUnknown: false,
        restart: true,
        refusedPath: `${path}.refused`,
        dryRun: false,
      },
    );
    if (created === 0) throw new Error('nothing was imported');
    return (performance.now() - startedAt) / 1000;
  } finally {
    await database.close();
    await register.close();
  }
}

async function loadSeconds({ path, realm, load }: ImportRequest): Promise<number> {
  const connection = await createConnection(connectionOptions(realm));
  try {
    await connection.query("SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION'");
    const startedAt = performance.now();
    const [{ affectedRows }] = await connection.query<ResultSetHeader>({
      sql: load,
      infileStreamFactory: () => createReadStream(path, { highWaterMark: 256 * 1024 }),
    });
    if (affectedRows === 0) throw new Error('nothing was loaded');
    return (performance.now() - startedAt) / 1000;
  } finally {
    await connection.end();
  }
}
