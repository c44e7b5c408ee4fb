/** What a newcomer finds: two realms, one of each kind, each with a list and a licence file. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ApiError } from '../contract/errorCatalogue';
import { allLists } from '../core/lists/lists';
import type { Realm } from '../core/realms/realm';
import { withMigrationLease } from '../db/migrationLease';
import type { Control } from '../openControl';
import { licenceIssue } from '../operations/administration/licences/licenceIssue';
import { listCreate } from '../operations/administration/lists/listCreate';
import { realmCreate } from '../operations/administration/realms/realmCreate';
import type { Terminal } from './command';
import { licenceHost } from './licenceHost';
import { localCalls } from './operationCaller';
import { writePrivateFile } from './writePrivateFile';

const DEMOS = [
  {
    name: 'demo',
    place: 'newDatabase',
    description: 'Demo: contacts by address and first name',
  },
  {
    name: 'demo-key',
    place: 'newDatabase',
    customerKey: true,
    approvedBy: 'demo set-up',
    description: 'Demo: contacts by customer key',
  },
] as const;
const LIST = { name: 'Demo list', fromAddress: 'demo@example.org' };

type Starter = Pick<Terminal, 'settings' | 'note'>;

export interface DemoRealm {
  readonly realm: string;
  readonly usesCustomerKey: boolean;
  readonly listId: number | null;
  /** Absolute path. */
  readonly licenceFile: string;
}

/**
 * Creates what is missing of the demo realms, on the first use of a gateway and after an interrupted one. An owner
 * who has realms of their own and no demo gets none.
 * Of several that start over one database at the same moment, one does it and the others find it done.
 */
export const ensureDemoRealms = (control: Control, terminal: Starter): Promise<DemoRealm[]> =>
  withMigrationLease(
    control.address,
    'demo realms',
    () => makeDemoRealms(control, terminal),
    () => terminal.note('Another process is setting up the demo realms; waiting for it'),
  );

async function makeDemoRealms(control: Control, terminal: Starter): Promise<DemoRealm[]> {
  const existing = await control.realms.list();
  const isDemo = (name: string): boolean => DEMOS.some((demo) => demo.name === name);
  const firstUse = existing.every(({ name }) => isDemo(name));
  const ready: DemoRealm[] = [];
  for (const demo of DEMOS) {
    if (!firstUse && !existing.some(({ name }) => name === demo.name)) continue;
    const realm = await ensureRealm(control, terminal, demo);
    ready.push({
      realm: realm.name,
      usesCustomerKey: realm.identity.keyIdentifies,
      listId: await ensureList(control, terminal, realm),
      licenceFile: await ensureLicence(control, terminal, realm),
    });
  }
  return ready;
}

async function ensureRealm(
  control: Control,
  terminal: Starter,
  demo: (typeof DEMOS)[number],
): Promise<Realm> {
  const existing = await control.realms.findByName(demo.name);
  if (existing) return existing;
  await localCalls(terminal, control, null)(realmCreate, demo);
  return control.realms.require(demo.name);
}

/** @returns the id of the list; null if the owner renamed or removed it and has others */
async function ensureList(control: Control, terminal: Starter, realm: Realm): Promise<number | null> {
  const database = await control.realmDatabases.forDatabase(realm.databaseId);
  const lists = await allLists(database, realm);
  if (lists.length === 0) return (await localCalls(terminal, control, realm.name)(listCreate, LIST)).listId;
  return lists.find(({ name }) => name === LIST.name)?.listId ?? null;
}

/** Issues a licence if there is no file, or where its file was made for another database or server secret. */
async function ensureLicence(control: Control, terminal: Starter, realm: Realm): Promise<string> {
  const { note } = terminal;
  const settings = terminal.settings();
  const file = join(resolve(settings.varDirectory), 'licences', `${realm.name}.license`);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  const code = text === null ? 'licence.invalid' : await refusalOf(control, text);
  if (code === 'licence.revoked') note(`The licence in ${file} has ended; the owner revoked or replaced it.`);
  if (code === 'licence.invalid') {
    if (text !== null) note(`The licence in ${file} is not valid here; a new one takes its place.`);
    const host = await licenceHost(settings);
    const { licence } = await localCalls(terminal, control, realm.name)(licenceIssue, { host });
    await writePrivateFile(file, `${licence}\n`);
  }
  return file;
}

/** Why a licence is not valid, or null if it is. */
async function refusalOf(control: Control, text: string): Promise<string | null> {
  try {
    await control.licences.verify(control.licences.read(text));
    return null;
  } catch (error) {
    if (error instanceof ApiError) return error.code;
    throw error;
  }
}
