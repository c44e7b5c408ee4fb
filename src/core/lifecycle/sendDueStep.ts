/**
 * Sends the message of a life-cycle campaign that has been due longest. The message and the step to the next one are one
 * transaction, which says at which step it found the contact; so of any number of processes one sends it.
 */
import { ApiError } from '../../contract/errorCatalogue';
import { claimLongestDue, Superseded, type Queue } from '../../db/claimLongestDue';
import type { Database } from '../../db/database';
import { withRetry } from '../../db/withRetry';
import type { Sql } from '../../db/sql';
import type { Contact } from '../contacts/contact';
import { findContactById } from '../contacts/contactRows';
import { acceptMessages, prepareMessages, type Acceptance } from '../messages/acceptMessages';
import { sendOptions } from '../messages/sendRequest';
import type { Realm } from '../realms/realm';
import { subscriptionsOf } from '../subscriptions/subscriptions';
import { dueAt, findLifecycle, type LifecycleCampaign } from './lifecycleCampaigns';

export interface LifecycleSending extends Omit<Acceptance, 'sql' | 'realm' | 'now'> {
  realmOf(realmId: number): Promise<Realm | null>;
  /** A line for the owner's log; never addresses or contents. */
  note(event: string, details: Readonly<Record<string, string | number>>): void;
}

interface Due {
  readonly realm_id: number;
  readonly member_id: number;
  readonly due_at: Date;
  readonly lifecycle_id: number;
  readonly contact_id: number;
  readonly step: number;
  readonly added_at: Date;
}

const QUEUE: Queue = { table: 'lifecycle_members', idColumn: 'member_id', dueIndex: 'lifecycle_members_due' };

/** @returns false if nothing is due */
export async function sendDueStep(database: Database, sending: LifecycleSending): Promise<boolean> {
  const due = await claimLongestDue<Due>(database, QUEUE, 'lifecycle_id, contact_id, step, added_at');
  if (!due) return false;
  const realm = await sending.realmOf(due.realm_id);
  if (!realm) throw new Error('the realm of a life-cycle campaign does not exist');
  const campaign = await findLifecycle(database, realm, due.lifecycle_id);
  const contact = await findContactById(database, realm, due.contact_id);
  const isOnList =
    campaign !== null &&
    (await subscriptionsOf(database, realm, due.contact_id)).some(({ listId }) => listId === campaign.listId);
  try {
    if (campaign && contact && isOnList) await send(database, realm, due, campaign, contact, sending);
    // Who left the list is through; who comes back may be added again.
    else await withRetry(database, (sql) => leave(sql, due));
  } catch (error) {
    if (error instanceof Superseded) return true;
    if (!(error instanceof ApiError) || !campaign) throw error;
    await withRetry(database, (sql) => advance(sql, due, campaign));
    const details = { realm: realm.name, campaign: campaign.name, step: due.step + 1 };
    sending.note('life-cycle: a message was left out', { ...details, reason: error.message });
  }
  return true;
}

async function send(
  database: Database,
  realm: Realm,
  due: Due,
  campaign: LifecycleCampaign,
  contact: Contact,
  sending: LifecycleSending,
): Promise<void> {
  const context = { ...sending, realm, now: new Date() };
  const { listId, name, steps } = campaign;
  const { templateId } = steps[due.step]!;
  const prepared = await prepareMessages(
    { ...context, sql: database },
    {
      recipients: [
        {
          mailbox: { name: '', address: contact.email },
          contactId: contact.contactId,
          firstName: null,
          customerKey: contact.identity.customerKey,
        },
      ],
      options: sendOptions({ listId, templateId, campaignName: name }),
      subject: '',
      html: '',
      plainText: '',
      data: new Map(),
    },
  );
  await withRetry(database, async (sql) => {
    await advance(sql, due, campaign);
    await acceptMessages({ ...context, sql }, prepared);
  });
}

/** @throws {Superseded} if another process was there meanwhile */
async function advance(sql: Sql, due: Due, { steps }: LifecycleCampaign): Promise<void> {
  const next = steps[due.step + 1];
  const { affectedRows } = await sql.write(
    `UPDATE lifecycle_members SET step = step + 1, due_at = ?
      WHERE realm_id = ? AND member_id = ? AND step = ? AND due_at IS NOT NULL`,
    [next ? dueAt(due.added_at, next) : null, due.realm_id, due.member_id, due.step],
  );
  if (affectedRows !== 1) throw new Superseded();
}

const leave = (sql: Sql, due: Due) =>
  sql.write('DELETE FROM lifecycle_members WHERE realm_id = ? AND member_id = ?', [
    due.realm_id,
    due.member_id,
  ]);
