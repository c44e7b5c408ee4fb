/** Every endpoint of the REST interface, in the order of the reference. */
import type { Endpoint } from '../../contract/endpoint';
import { messages } from './messages';
import { subscribers } from './subscribers';
import { subscriptions } from './subscriptions';

export const restEndpoints: readonly Endpoint[] = [...messages, ...subscribers, ...subscriptions];
