/** The Message-ID header of a new message. */
import { randomBytes } from 'node:crypto';
import type { Realm } from '../realms/realm';

/** Digits of a Message-ID that tell messages of one contact apart; the index of the column covers them. */
const MARK = 16;

/** What links name a message by, where the contact and the campaign are not enough. */
export const messageMark = (internetMessageId: string): string => internetMessageId.slice(1, 1 + MARK);

/** Unique without knowing the row's id, and the same on every attempt because it is stored. */
export const newMessageId = ({ realmId }: Pick<Realm, 'realmId'>, domain: string): string =>
  `<${randomBytes(16).toString('hex')}.${realmId.toString(16)}@${domain}>`;
