/** What the social operations share: parameters, and the sentence about what they do not do. */
import { required } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';

export const providerName = required(t.string, 'FACEBOOK, TWITTER or LINKEDIN, in any case.');
export const userName = required(t.string, 'User name of the account; case does not matter.');

/** The networks take posts only from programs that they gave keys to. */
export const NOT_PUBLISHED = 'Nothing is published: accounts and posts are kept for clients to read.';
