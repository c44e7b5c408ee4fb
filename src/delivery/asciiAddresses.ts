/**
 * Mail over a relay without SMTPUTF8 (RFC 6531), which takes nothing but ASCII in commands and headers. Domains have an
 * ASCII form of their own; what stands before the @ has none.
 */
import { recipientsOf } from './composeMail';
import { wireAddress } from './mailHeaders';
import type { OutgoingMessage } from './outgoingMessage';
import type { Refusal } from './transport';

const REASON = 'SMTPUTF8 (RFC 6531), which the relay does not offer';

// eslint-disable-next-line no-control-regex -- the range is ASCII
const ASCII = /^[\x00-\x7f]*$/;

const isAscii = (address: string): boolean => ASCII.test(address) || ASCII.test(wireAddress(address));

/** Whether an address of the mail stays as it is only with a relay that has SMTPUTF8. */
export const needsUtf8 = (message: OutgoingMessage, returnPath: string): boolean =>
  ![returnPath, ...senders(message), ...message.cc.map((m) => m.address), ...recipientsOf(message)].every(
    isAscii,
  ) || !isAscii(message.recipient.address);

const senders = ({ sender, replyTo }: OutgoingMessage): string[] =>
  [sender, ...(replyTo ? [replyTo] : [])].map(({ address }) => address);

/** Who can be sent to without SMTPUTF8, and who is refused for the want of it. */
export function splitForAscii(
  message: OutgoingMessage,
  returnPath: string,
): { readonly recipients: readonly string[]; readonly refused: readonly Refusal[] } {
  const all = recipientsOf(message);
  // Nobody can take the place of a sender: the answers and reports would go nowhere.
  const reason = [returnPath, ...senders(message)].every(isAscii) ? 'the address' : 'its sender';
  const recipients = reason === 'the address' ? all.filter(isAscii) : [];
  const refused = all
    .filter((address) => !recipients.includes(address))
    .map((address) => ({ address, response: `not sent: ${reason} needs ${REASON}` }));
  return { recipients, refused };
}
