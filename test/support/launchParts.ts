/** What tests of launches need of a realm: many subscribers in one statement, templates, campaigns and waiting. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Realm } from '../../src/core/realms/realm';
import type { Database } from '../../src/db/database';
import type { SmtpSink } from './smtpSink';

export interface LaunchRealm {
  readonly realm: Realm;
  readonly database: Database;
}

/** Makes contacts `PREFIX0@example.org`, ... with the first names `First 0`, ... and subscribes them to a list. */
export async function subscribeMany(
  { realm, database }: LaunchRealm,
  listId: number,
  prefix: string,
  count: number,
  format: number | 'mixed' = 99,
): Promise<void> {
  const numbers = Array.from({ length: count }, (_, i) => i);
  for (let at = 0; at < count; at += 1000) {
    const some = numbers.slice(at, at + 1000);
    const key = realm.identity.keyIdentifies ? 'customer_key, ' : '';
    await database.writeOf(
      `INSERT INTO contacts (realm_id, ${key}email, first_name, email_as_given, first_name_as_given, created_at, updated_at)
       VALUES ${some.map(() => `(?, ${key && '?, '}?, ?, ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`).join(', ')}`,
      some.flatMap((i) => [
        realm.realmId,
        ...(key ? [Buffer.from(`${prefix}-${i}`)] : []),
        `${prefix}${i}@example.org`,
        `first ${i}`,
        `${prefix}${i}@example.org`,
        `First ${i}`,
      ]),
    );
  }
  await database.write(
    `INSERT INTO subscriptions (realm_id, contact_id, list_id, email_format, created_at)
     SELECT realm_id, contact_id, ?, ${format === 'mixed' ? 'ELT(1 + contact_id % 3, 1, 2, 99)' : String(format)}, UTC_TIMESTAMP(3)
       FROM contacts WHERE realm_id = ? AND email LIKE ?`,
    [listId, realm.realmId, `${prefix}%`],
  );
}

export async function makeTemplate(
  { realm, database }: LaunchRealm,
  parts: { readonly subject?: string; readonly plainText?: string; readonly html?: string },
): Promise<number> {
  const { insertId } = await database.write(
    `INSERT INTO templates (realm_id, name, subject, description, notes, plain_text, html, aol, mobile, created_at, updated_at)
     VALUES (?, ?, ?, '', '', ?, ?, '', '', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
    [
      realm.realmId,
      `template ${Math.random()}`,
      parts.subject ?? 'News for %%$first%%',
      parts.plainText ?? 'Dear %%$first%% at %%$email%%',
      parts.html ?? '<p>Dear %%$first%%</p>',
    ],
  );
  return insertId;
}

export interface StoredCampaign {
  readonly campaign_id: number;
  readonly list_id: number;
  readonly name: string;
  readonly sticky_name: string | null;
  readonly status: string;
  readonly recipients: number;
  readonly expanded: number;
  readonly suppressed: number;
}

/** Newest first. */
export const campaigns = ({ realm, database }: LaunchRealm): Promise<StoredCampaign[]> =>
  database.rows('SELECT * FROM campaigns WHERE realm_id = ? ORDER BY campaign_id DESC', [realm.realmId]);

/** The newest campaign once it has the status. */
export async function newestCampaign(realm: LaunchRealm, status = 'done'): Promise<StoredCampaign> {
  for (;;) {
    const [newest] = await campaigns(realm);
    if (newest?.status === status) return newest;
    await sleep(20);
  }
}

/** Recipients of the mails of a sink, sorted. */
export const reached = (sink: SmtpSink): string[] => sink.mails.flatMap(({ to }) => to).sort();

/** `PREFIX0@example.org` to `PREFIXn-1@example.org`, sorted. */
export const addresses = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}${i}@example.org`).sort();

export async function until(isDone: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isDone())) await sleep(20);
}
