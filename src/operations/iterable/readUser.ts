/** A user as the vendor shows one. */
import { t, type JsonValue } from '../../contract/wireTypes';
import type { Contact } from '../../core/contacts/contact';
import { writtenDate } from '../../core/profiles/fieldTypes';
import { wholeProfile } from '../../core/profiles/wholeProfile';
import { MARKETING } from './channels';
import type { ProjectContext } from './iterableOperation';

export const UserAnswer = t.struct('UserAnswer', {
  user: t.struct('ReadUser', { email: t.string, userId: t.string, dataFields: t.mapOf(t.json) }),
});

/** Somebody unknown is an empty object. */
export async function userAnswer(context: ProjectContext, contact: Contact | null) {
  if (contact === null) return {};
  const { sql, realm, project } = context;
  const profile = await wholeProfile(sql, realm, contact);
  const { email, customerKey: userId } = contact.identity;
  const created = writtenDate(contact.createdAt);
  const updated = writtenDate(profile.updatedAt ?? contact.createdAt);
  const { choices, listIds } = profile;
  const channels = new Set(choices.unsubscribedChannelIds ?? []);
  if (profile.leftEverything) channels.add(MARKETING);
  const dataFields: Record<string, JsonValue> = {
    ...profile.fields,
    ...(email !== null && { email }),
    ...(userId !== null && { userId }),
    ...(project !== 'email' && { itblUserId: String(contact.contactId) }),
    signupDate: created,
    signupSource: profile.signupSource || 'IMPORT',
    profileUpdatedAt: updated,
    itblInternal: {
      documentCreatedAt: created,
      documentUpdatedAt: updated,
      ...(email !== null && { emailDomain: email.slice(email.lastIndexOf('@') + 1) }),
    },
    [project === 'email' ? 'emailListIds' : 'userListIds']: listIds,
    subscribedMessageTypeIds: choices.subscribedMessageTypeIds ?? [],
    unsubscribedMessageTypeIds: choices.unsubscribedMessageTypeIds ?? [],
    unsubscribedChannelIds: [...channels].sort((a, b) => a - b),
    ...(profile.devices.length > 0 && { devices: profile.devices }),
  };
  return { user: { email: email ?? '', ...(userId !== null && { userId }), dataFields } };
}
