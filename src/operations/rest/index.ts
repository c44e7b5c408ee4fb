/** Every endpoint of the REST interface, in the order of the reference. */
import type { Endpoint } from '../../contract/endpoint';
import { articles } from './articles';
import { campaigns } from './campaigns';
import { subscriberEvents } from './contactEvents';
import { lists } from './lists';
import { messages } from './messages';
import { subscribers } from './subscribers';
import { subscriptions } from './subscriptions';
import { templates } from './templates';

export const restEndpoints: readonly Endpoint[] = [
  ...messages,
  ...subscribers,
  subscriberEvents,
  ...subscriptions,
  ...lists,
  ...campaigns,
  ...templates,
  ...articles,
];
