/** What a caller of the REST interface can say of a subscription. */
import { required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import { checkedFormat } from '../../../core/subscriptions/subscribe';

export const SubscriptionBody = t.struct('SubscriptionModel', {
  subscriberId: t.long,
  listId: t.long,
  formatId: t.int,
  forceSubscribe: t.int,
});

export const subscriptionNumber = required(t.long, 'Number of the subscription.');

export const positive = (name: string, value: number | null | undefined): number => {
  if (value === null || value === undefined) return fail('argument.missing', { name });
  return value > 0 ? value : fail('argument.invalid', { name, reason: 'it is a number above 0' });
};

/** Older clients write 0 for plain text. */
export const subscriptionFormat = (format: number | null | undefined): number => checkedFormat(format || 1);

export const SUBSCRIPTION_ERRORS = [
  'contact.notFound',
  'list.notFound',
  'contact.optedOut',
  'subscription.exists',
  'list.noConfirmation',
  'argument.missing',
  'argument.invalid',
] as const;
