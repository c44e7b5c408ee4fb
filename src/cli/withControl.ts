/** Runs a piece of work over the control database, and leaves nothing open or running behind. */
import type { Realm } from '../core/realms/realm';
import { withRetry } from '../db/withRetry';
import type { Sql } from '../db/sql';
import { openControl, type Control } from '../openControl';
import type { Terminal } from './command';

export async function withControl<T>(terminal: Terminal, work: (control: Control) => Promise<T>): Promise<T> {
  const opening = openControl(terminal.settings(), terminal.note);
  const forget = terminal.interruption.beforeExit(() => opening.then((control) => control.abandon()));
  try {
    const control = await opening;
    try {
      return await work(control);
    } finally {
      await control.close();
    }
  } finally {
    forget();
  }
}

/** Runs a piece of work in one transaction over the database of a realm, again where it lost a deadlock. */
export async function withRealm<T>(
  terminal: Terminal,
  realmName: string,
  work: (sql: Sql, realm: Realm, control: Control) => Promise<T>,
): Promise<T> {
  return withControl(terminal, async (control) => {
    const realm = await control.realms.require(realmName);
    const database = await control.realmDatabases.forDatabase(realm.databaseId);
    return withRetry(database, (sql) => work(sql, realm, control));
  });
}
