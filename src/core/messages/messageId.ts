/** The Message-ID header of a new message. */
import { randomBytes } from 'node:crypto';
import type { Realm } from '../realms/realm';

/** Unique without knowing the row's id, and the same on every attempt because it is stored. */
export const newMessageId = ({ realmId }: Pick<Realm, 'realmId'>, domain: string): string =>
  `<${randomBytes(16).toString('hex')}.${realmId.toString(16)}@${domain}>`;
