/** Confirming a sign-up: what the page shows, and what its button does. */
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { confirmSubscription, pendingSubscription } from '../../core/subscriptions/pendingSubscriptions';
import { masked } from '../../core/links/tokenBearer';
import { pageOperation, token, type RealmContext } from '../context';
import { originOf, reader } from './reader';

export const pageConfirmFacts = pageOperation({
  name: 'pageConfirmFacts',
  group: 'subscriptions',
  doc: 'The sign-up that a confirmation link is about. Changes nothing.',
  access: 'read',
  parameters: { token },
  result: t.struct('PendingSignUp', { list: t.string, email: t.string, landing: t.string }),
  handler: async (input, context) => {
    const { sql, realm, now } = context;
    const { contact, list } = await pendingSubscription(sql, realm, pendingId(input, context), now);
    return { list: list.name, email: masked(contact.email), landing: list.externalSignupLink };
  },
});

export const pageConfirm = pageOperation({
  name: 'pageConfirm',
  group: 'subscriptions',
  doc: 'Puts a contact on the list that it signed up to.',
  access: 'write',
  parameters: { token, ...reader },
  result: t.struct('ConfirmedSignUp', { list: t.string, landing: t.string }),
  handler: async (input, context) => {
    const { realm, services } = context;
    const mailing = { ...context, ...services };
    const { list, mailed } = await confirmSubscription(mailing, pendingId(input, context), originOf(input));
    if (mailed) context.afterCommit(() => services.wakeDelivery(realm.databaseId));
    return { list: list.name, landing: list.externalSignupLink };
  },
});

function pendingId({ token: text }: { readonly token: string }, { services }: RealmContext): number {
  const read = services.publicTokens.read(text);
  return read?.kind === 'confirmation' ? read.pendingId : fail('token.invalid');
}
