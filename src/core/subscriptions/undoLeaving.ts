/** Taking back an unsubscribing that somebody pressed by mistake: exactly what it took away comes back, nothing else. */
import type { Contact } from '../contacts/contact';
import { recordEvents } from '../events/events';
import { findList } from '../lists/lists';
import { OPT_OUT_LEVELS, withdrawOptOut } from '../suppression/optOuts';
import type { Mailing, Origin } from './mailing';
import { addSubscription, EMAIL_FORMATS } from './subscriptions';
import type { Unsubscribed } from './unsubscribe';

/** What an unsubscribing did, as it travels through the reader's page, signed. */
export type Leaving = Pick<Unsubscribed, 'subscriptions' | 'optOut'>;

const SOURCE = 'undo on the unsubscribe page';
const MAX_LISTS = 500;

/** As a text: `level.list;list.format,list.format`. */
export const leavingText = ({ optOut, subscriptions }: Leaving): string =>
  `${optOut ? `${OPT_OUT_LEVELS[optOut.level]}.${optOut.listId}` : ''};${subscriptions
    .slice(0, MAX_LISTS)
    .map(({ listId, emailFormat }) => `${listId}.${emailFormat}`)
    .join(',')}`;

/** @returns null for a text that `leavingText` does not write */
export function readLeaving(text: string): Leaving | null {
  const found = /^(?:(21|22)\.(\d{1,10}))?;((?:\d{1,10}\.(?:1|2|99)(?:,|$))*)$/.exec(text);
  if (!found) return null;
  const [, level, listId, lists = ''] = found;
  return {
    optOut:
      level === undefined ? null : { level: level === '21' ? 'list' : 'global', listId: Number(listId) },
    subscriptions: lists.split(',').flatMap((each) => {
      const [id, format] = each.split('.').map(Number);
      return id && EMAIL_FORMATS.some((known) => known === format)
        ? [{ listId: id, emailFormat: format! }]
        : [];
    }),
  };
}

/** @param leaving of this contact. Lists that were deleted meanwhile are passed over. */
export async function undoLeaving(
  { sql, realm, now }: Pick<Mailing, 'sql' | 'realm' | 'now'>,
  contact: Contact,
  { optOut, subscriptions }: Leaving,
  origin: Origin,
): Promise<void> {
  if (optOut) await withdrawOptOut(sql, realm, contact.identity, optOut);
  for (const { listId, emailFormat } of subscriptions) {
    if (!(await findList(sql, realm, listId))) continue;
    if (!(await addSubscription(sql, realm, contact.contactId, listId, emailFormat, now))) continue;
    await recordEvents(sql, realm, [
      {
        ...origin,
        type: 'subscribe',
        occurredAt: now,
        contactId: contact.contactId,
        listId,
        detail: SOURCE,
      },
    ]);
  }
}
