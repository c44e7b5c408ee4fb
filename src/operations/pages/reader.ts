/** Who is at the other end of a public page: parameters that its operations share. */
import { required, type InputOf } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import type { Origin } from '../../core/subscriptions/mailing';
import { describeClient } from '../../core/events/describeClient';

export const reader = {
  address: required(t.string, 'Network address of the reader.'),
  userAgent: required(t.string, 'What the reader calls itself; may be empty.'),
};
/** Which message of a contact a link is about. */
export const message = required(
  t.string,
  'Mark of the message among those of the contact in the campaign; may be empty.',
);

type Reader = InputOf<typeof reader>;

/** What events keep of a reader. */
export function originOf({ address, userAgent }: Reader): Required<Omit<Origin, 'campaignId'>> {
  const { browser, operatingSystem, clientType } = describeClient(userAgent);
  return { address, browser, operatingSystem, clientType };
}

/** Programs that call themselves robots open and click without anybody reading. */
export const isRobot = ({ userAgent }: Reader): boolean => describeClient(userAgent).isRobot;
