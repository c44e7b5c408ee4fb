/** Who gets a message and how, as the long forms of the sending commands say it: one argument for each option. */
import { fail } from '../../contract/errorCatalogue';
import { KEYED_BLOCK, recipientsOfText } from '../../core/messages/recipients';
import { NO_OPTIONS, readFormat, type SendRequest } from '../../core/messages/sendRequest';

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
  const format = readFormat(input.format);
  if (format === undefined)
    return fail('argument.invalid', { name: 'format', reason: 'it is 1, 2, 99 or -1' });
  return {
    recipients: recipientsOfText(input.to, input.firstName),
    options: {
      ...NO_OPTIONS,
      templateId: Math.max(0, input.templateId ?? 0),
      listId: Math.max(0, input.listId ?? 0),
      format,
      from: input.from ?? '',
      cc: input.cc ?? '',
      replyTo: input.replyTo ?? '',
      envelopeSender: input.mailFrom ?? '',
      route: input.vmta ?? '',
    },
  };
}
