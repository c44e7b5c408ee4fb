/** Every file that is written from code and committed; tests and `npm run generate -- --check` compare them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquirePrivateServer } from '../db/privateServer';
import { operations } from '../operations';
import { httpApiOperations } from '../operations/httpapi';
import { commandReference } from './commandReference';
import { coverageTable } from './coverageTable';
import { restEndpoints } from '../operations/rest';
import { iterableEndpoints } from '../operations/iterable';
import { identityReference } from './identityReference';
import { iterableOpenApi, iterableReference } from './iterableReference';
import { operationReference } from './operationReference';
import { restOpenApi, restReference } from './restReference';
import { schemaPicture } from './schemaPicture';
import { withSettingsTable } from './settingsTable';
import { wsdlFiles } from './wsdlFiles';

export interface GeneratedFile {
  /** Below the root of the checkout. */
  readonly path: string;
  /** @param committed the file as it is, for those that are only generated in part; empty if it is missing */
  readonly render: (committed: string) => string | Promise<string>;
}

export const generatedFiles: readonly GeneratedFile[] = [
  ...wsdlFiles,
  { path: 'docs/operations.md', render: () => operationReference(operations) },
  { path: 'docs/http-api.md', render: () => commandReference(httpApiOperations) },
  { path: 'docs/rest.md', render: () => restReference(restEndpoints) },
  { path: 'docs/rest-openapi.json', render: () => restOpenApi(restEndpoints) },
  { path: 'docs/coverage.md', render: () => coverageTable(operations, httpApiOperations, restEndpoints) },
  { path: 'docs/iterable.md', render: () => iterableReference(iterableEndpoints) },
  { path: 'docs/iterable-openapi.json', render: () => iterableOpenApi(iterableEndpoints) },
  { path: 'docs/identity.md', render: identityReference },
  { path: 'docs/schema.md', render: pictureOfThrowAwayServer },
  { path: 'README.md', render: withSettingsTable },
];

async function pictureOfThrowAwayServer(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'soapstone-picture-'));
  try {
    const server = await acquirePrivateServer({ directory, log: () => undefined, bufferPoolMegabytes: 32 });
    try {
      return await schemaPicture(server.address);
    } finally {
      await server.release();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
