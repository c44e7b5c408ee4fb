/** The page on which readers choose their mailings. */
import { optional, required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { changePreferences, preferencesOf } from '../../core/subscriptions/preferences';
import { masked, tokenBearer, type TokenBearer } from '../../core/links/tokenBearer';
import { pageOperation, type PageContext } from '../context';
import { originOf, reader } from './reader';

const Preferences = t.struct('Preferences', {
  email: t.string,
  lists: t.arrayOf(t.struct('Preference', { listId: t.int, name: t.string, isOn: t.boolean })),
  emailFormat: t.int,
  leftEverything: t.boolean,
});

export const pagePreferencesFacts = pageOperation({
  name: 'pagePreferencesFacts',
  group: 'subscriptions',
  doc: 'The lists that a contact is on, and those that it left by itself. Changes nothing.',
  access: 'read',
  parameters: {},
  result: Preferences,
  handler: async (_input, context) => {
    const { sql, realm, services } = context;
    const { contact } = await own(context);
    const preferences = await preferencesOf(sql, services.universalOptOuts, realm, contact);
    return { ...preferences, lists: [...preferences.lists], email: masked(contact.email) };
  },
});

export const pagePreferences = pageOperation({
  name: 'pagePreferences',
  group: 'subscriptions',
  doc: 'Takes the contact off lists, puts it back on lists that it left by itself, and changes the format of its mail.',
  access: 'write',
  parameters: {
    leave: required(t.arrayOf(t.int), 'Numbers of lists to leave; those that it is not on do not count.'),
    join: required(
      t.arrayOf(t.int),
      'Numbers of lists to come back to; those that it did not leave do not count.',
    ),
    emailFormat: optional(t.int, '1 plain text, 99 multipart; nil for no change.'),
    ...reader,
  },
  result: t.code,
  errors: ['page.tooMany', 'list.noConfirmation', 'argument.invalid'],
  prepare: async (input, context) => {
    const { services, now } = context;
    const bearer = await own(context);
    if (!services.tracking.forms.take(input.address, now.getTime())) fail('page.tooMany');
    if (input.emailFormat !== null && input.emailFormat !== 1 && input.emailFormat !== 99)
      fail('argument.invalid', { name: 'emailFormat', reason: 'it is 1 (plain text) or 99 (multipart)' });
    return bearer;
  },
  handler: async (input, context, { contact, campaignId }) => {
    const { realm, services } = context;
    const numbers = (ids: readonly (number | null)[]): number[] => ids.filter((id) => id !== null);
    const wishes = {
      leave: numbers(input.leave),
      join: numbers(input.join),
      emailFormat: input.emailFormat,
    };
    const origin = { ...originOf(input), campaignId };
    if (await changePreferences({ ...context, ...services }, contact, wishes, origin))
      context.afterCommit(() => services.wakeDelivery(realm.databaseId));
    return 0;
  },
});

/** @throws {ApiError} `token.invalid`, also for a forwarded copy: its reader has nothing to choose */
async function own({ sql, realm, services, token }: PageContext): Promise<TokenBearer> {
  const bearer = await tokenBearer(sql, realm, services.publicTokens, token);
  return bearer.isForwarded ? fail('token.invalid') : bearer;
}
