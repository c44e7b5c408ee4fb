/**
 * What a contact can change about its mail by itself: leave the lists that it is on, come back to those that it left,
 * and choose text or HTML. Lists that it never chose are the owner's to offer, by forms of their own.
 */
import type { Sql } from '../../db/sql';
import type { Contact } from '../contacts/contact';
import { requireList } from '../lists/lists';
import type { Realm } from '../realms/realm';
import { optOutsOf } from '../suppression/optOuts';
import type { OptOutRegister } from '../suppression/universalOptOuts';
import type { Mailing, Origin } from './mailing';
import { subscribe } from './subscribe';
import { setEmailFormat, subscriptionsOf } from './subscriptions';
import { unsubscribe } from './unsubscribe';

export interface Preferences {
  /** By name. */
  readonly lists: readonly { readonly listId: number; readonly name: string; readonly isOn: boolean }[];
  /** 1 if all mail goes out as plain text, else 99. */
  readonly emailFormat: number;
  /** The contact opted out of everything, so it cannot come back to a list here. */
  readonly leftEverything: boolean;
}

export interface PreferenceChanges {
  readonly leave: readonly number[];
  readonly join: readonly number[];
  /** 1, 99, or null for no change. */
  readonly emailFormat: number | null;
}

const PLAIN_TEXT = 1;
const MULTIPART = 99;
const SOURCE = 'preferences page';

export async function preferencesOf(
  sql: Sql,
  universal: OptOutRegister,
  realm: Realm,
  contact: Contact,
): Promise<Preferences> {
  const subscriptions = await subscriptionsOf(sql, realm, contact.contactId);
  const optOuts = await optOutsOf(sql, realm, contact.identity);
  const leftEverything =
    optOuts.some(({ level }) => level !== 'list') ||
    (contact.identity.email !== null && (await universal.has(contact.identity.email)));
  const on = subscriptions.map(({ listId, listName }) => ({ listId, name: listName, isOn: true }));
  const left = optOuts.flatMap(({ listId, listName }) =>
    leftEverything || listName === null || on.some((list) => list.listId === listId)
      ? []
      : [{ listId, name: listName, isOn: false }],
  );
  const isPlain =
    subscriptions.length > 0 && subscriptions.every(({ emailFormat }) => emailFormat === PLAIN_TEXT);
  return {
    lists: [...on, ...left].sort((a, b) => (a.name < b.name ? -1 : 1)),
    emailFormat: isPlain ? PLAIN_TEXT : MULTIPART,
    leftEverything,
  };
}

/**
 * Does what the contact wishes, as far as its page can offer it.
 * @returns whether a message was queued
 * @throws {ApiError} `list.noConfirmation`
 */
export async function changePreferences(
  mailing: Mailing,
  contact: Contact,
  wishes: PreferenceChanges,
  origin: Origin,
): Promise<boolean> {
  const { sql, realm, universalOptOuts } = mailing;
  const now = await preferencesOf(sql, universalOptOuts, realm, contact);
  const offered = (listIds: readonly number[], isOn: boolean): number[] =>
    now.lists
      .filter((list) => list.isOn === isOn && listIds.includes(list.listId))
      .map((list) => list.listId);
  let mailed = false;
  for (const listId of offered(wishes.leave, true)) {
    const left = await unsubscribe(mailing, {
      contact,
      listId,
      optOut: true,
      universal: false,
      source: SOURCE,
      origin,
    });
    mailed ||= left.mailed;
  }
  for (const listId of offered(wishes.join, false)) {
    const joined = await subscribe(mailing, {
      contact,
      name: {
        email: contact.email || null,
        firstName: contact.firstName,
        customerKey: contact.identity.customerKey,
      },
      lists: [await requireList(sql, realm, listId)],
      emailFormat: wishes.emailFormat ?? now.emailFormat,
      overrideOptOut: true,
      source: SOURCE,
    });
    mailed ||= joined.mailed;
  }
  if (wishes.emailFormat !== null && wishes.emailFormat !== now.emailFormat)
    await setEmailFormat(sql, realm, contact.contactId, wishes.emailFormat);
  return mailed;
}
