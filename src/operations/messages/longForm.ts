/** Who gets a message and how, as the long forms of the sending commands say it: one argument for each option. */
import { KEYED_BLOCK, recipientsOfText } from '../../core/messages/recipients';
import { sendOptions, type SendRequest } from '../../core/messages/sendRequest';

export interface LongForm {
  readonly templateId?: number | null;
  readonly listId: number | null;
  readonly format: number | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly firstName: string | null;
  readonly cc?: string | null;
  readonly replyTo: string | null;
  readonly mailFrom?: string | null;
  readonly vmta: string | null;
}

/** What a caller in a customer-key realm takes instead: the one form that has room for a key. */
export const XML_FORM = `with XML flags (${KEYED_BLOCK})`;

/**
 * @throws {ApiError} `argument.missing`, `argument.invalid`, `contact.emailInvalid`
 */
export function longForm(input: LongForm): Pick<SendRequest, 'recipients' | 'options'> {
  const { templateId, listId, format, from, cc, replyTo, mailFrom, vmta } = input;
  const addresses = { from, cc, replyTo, envelopeSender: mailFrom };
  return {
    options: sendOptions({ templateId, listId, format, ...addresses, route: vmta }),
    recipients: recipientsOfText(input.to, input.firstName),
  };
}
