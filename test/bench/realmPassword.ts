/** The password of the realm that is measured, for the doors that take one. */
import { RealmPasswords } from '../../src/core/sessions/realmPasswords';
import { Database } from '../../src/db/database';
import type { World } from './world';

export const REALM_NAME = 'demo-key';
export const PASSWORD = 'of the bench alone';

export async function setRealmPassword({
  control,
  realmId,
}: Pick<World, 'control' | 'realmId'>): Promise<void> {
  const register = new Database(control, 1);
  try {
    await new RealmPasswords(register).set({ realmId }, { password: PASSWORD });
  } finally {
    await register.close();
  }
}
