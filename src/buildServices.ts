/** The parts of the core that handlers use, built alike for a gateway and for the command line, which calls operations too. */
import { RateLimiter } from './concurrency/rateLimiter';
import type { Settings } from './config/settings';
import type { EventBuffer } from './core/events/eventBuffer';
import { CampaignLinks } from './core/links/campaignLinks';
import { Smartget } from './fetching/smartget';
import type { Services } from './operations/context';
import { LinkValueSigner } from './secrets/linkValueSigner';
import { PublicTokens } from './secrets/publicTokens';
import { SubscriberTokens } from './secrets/subscriberTokens';
import { UndoTokens } from './secrets/undoTokens';
import { version } from './version';
import { PageEnds } from './operations/pageEnds';

export interface ServiceParts extends Pick<
  Services,
  | 'sessions'
  | 'consoleAccess'
  | 'universalOptOuts'
  | 'wakeDelivery'
  | 'takeSnapshot'
  | 'wakeLaunches'
  | 'publishUniversalOptOuts'
  | 'note'
  | 'logEvent'
> {
  readonly settings: Settings;
  readonly secret: Buffer;
  readonly events: EventBuffer;
}

const FORM_WINDOW_MS = 60 * 60_000;
const FORMS_PER_ADDRESS = 60;
const FORM_MAILS_PER_PERSON = 3;

export function buildServices({ settings, secret, events, ...parts }: ServiceParts): Services {
  return {
    ...parts,
    subscriberTokens: new SubscriberTokens(secret),
    publicTokens: new PublicTokens(secret),
    undoTokens: new UndoTokens(secret),
    publicUrl: settings.publicUrl,
    tracking: {
      events,
      links: new CampaignLinks(),
      linkSigner: new LinkValueSigner(secret),
      forms: new RateLimiter(FORMS_PER_ADDRESS, FORM_WINDOW_MS),
      formMails: new RateLimiter(FORM_MAILS_PER_PERSON, FORM_WINDOW_MS),
    },
    pageEnds: new PageEnds(),
    smartget: new Smartget({ allowPrivate: settings.smartgetAllowPrivate }),
    version,
    mail: { messageIdDomain: settings.mailDomain, defaultSender: settings.mailFrom },
  };
}
