/** What a newcomer finds: two realms, one of each kind, each with a list and a licence file. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Settings } from '../config/settings';
import { ApiError } from '../contract/errorCatalogue';
import { allLists, createList } from '../core/lists/lists';
import { createRealm, type NewRealm } from '../core/realms/createRealm';
import type { Realm } from '../core/realms/realm';
import { licenceHost } from './licenceHost';
import { withMigrationLease } from '../db/migrationLease';
import type { Control } from '../openControl';
import { writePrivateFile } from './writePrivateFile';

const DEMOS: readonly NewRealm[] = [
  {
    name: 'demo',
    placement: { kind: 'newDatabase' },
    description: 'Demo: contacts by address and first name',
  },
  {
    name: 'demo-key',
    placement: { kind: 'newDatabase' },
    customerKey: true,
    approvedBy: 'demo set-up',
    description: 'Demo: contacts by customer key',
  },
];
const LIST = { name: 'Demo list', fromAddress: 'demo@example.org' };

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
export const ensureDemoRealms = (
  control: Control,
  settings: Settings,
  note: (text: string) => void,
): Promise<DemoRealm[]> =>
  withMigrationLease(
    control.address,
    'demo realms',
    () => makeDemoRealms(control, settings, note),
    () => note('Another process is setting up the demo realms; waiting for it'),
  );

async function makeDemoRealms(
  control: Control,
  settings: Settings,
  note: (text: string) => void,
): Promise<DemoRealm[]> {
  const existing = await control.realms.list();
  const isDemo = (name: string): boolean => DEMOS.some((demo) => demo.name === name);
  const firstUse = existing.every(({ name }) => isDemo(name));
  const ready: DemoRealm[] = [];
  for (const demo of DEMOS) {
    if (!firstUse && !existing.some(({ name }) => name === demo.name)) continue;
    const realm = await ensureRealm(control, demo);
    ready.push({
      realm: realm.name,
      usesCustomerKey: realm.identity.keyIdentifies,
      listId: await ensureList(control, realm),
      licenceFile: await ensureLicence(control, settings, realm, note),
    });
  }
  return ready;
}

async function ensureRealm(control: Control, demo: NewRealm): Promise<Realm> {
  const { database, realms, servers } = control;
  return (await realms.findByName(demo.name)) ?? createRealm({ control: database, realms, servers }, demo);
}

/** @returns the id of the list; null if the owner renamed or removed it and has others */
async function ensureList(control: Control, realm: Realm): Promise<number | null> {
  const database = await control.realmDatabases.forDatabase(realm.databaseId);
  const lists = await allLists(database, realm);
  if (lists.length === 0) return createList(database, realm, LIST, new Date());
  return lists.find(({ name }) => name === LIST.name)?.listId ?? null;
}

/** Issues a licence if there is no file, or where its file was made for another database or server secret. */
async function ensureLicence(
  control: Control,
  settings: Settings,
  realm: Realm,
  note: (text: string) => void,
): Promise<string> {
  const file = join(resolve(settings.varDirectory), 'licences', `${realm.name}.license`);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  const code = text === null ? 'licence.invalid' : await refusalOf(control, text);
  if (code === 'licence.revoked') note(`The licence in ${file} has ended; the owner revoked or replaced it.`);
  if (code === 'licence.invalid') {
    if (text !== null) note(`The licence in ${file} is not valid here; a new one takes its place.`);
    const issued = await control.licences.issue(realm, undefined, await licenceHost(settings));
    await writePrivateFile(file, `${issued.text}\n`);
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
