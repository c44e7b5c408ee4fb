/** Confirming a sign-up: what the page shows, and what its button does. */
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { confirmSubscription, pendingSubscription } from '../../core/subscriptions/pendingSubscriptions';
import { masked } from '../../core/links/tokenBearer';
import { pageOperation, type PageContext } from '../context';
import { originOf, reader } from './reader';

export const pageConfirmFacts = pageOperation({
  name: 'pageConfirmFacts',
  group: 'subscriptions',
  doc: 'The sign-up that a confirmation link is about. Changes nothing.',
  access: 'read',
  parameters: {},
  result: t.struct('PendingSignUp', { list: t.string, email: t.string, landing: t.string }),
  handler: async (_input, context) => {
    const { sql, realm, now } = context;
    const { contact, list } = await pendingSubscription(sql, realm, pendingId(context), now);
    return { list: list.name, email: masked(contact.email), landing: list.externalSignupLink };
  },
});

export const pageConfirm = pageOperation({
  name: 'pageConfirm',
  group: 'subscriptions',
  doc: 'Puts a contact on the list that it signed up to.',
  access: 'write',
  parameters: { ...reader },
  result: t.struct('ConfirmedSignUp', { list: t.string, landing: t.string }),
  handler: async (input, context) => {
    const { realm, services } = context;
    const mailing = { ...context, ...services };
    const { list, mailed } = await confirmSubscription(mailing, pendingId(context), originOf(input));
    if (mailed) context.afterCommit(() => services.wakeDelivery(realm.databaseId));
    return { list: list.name, landing: list.externalSignupLink };
  },
});

function pendingId({ services, token }: PageContext): number {
  const read = services.publicTokens.read(token);
  return read?.kind === 'confirmation' ? read.pendingId : fail('token.invalid');
}
