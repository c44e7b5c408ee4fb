/** Queries, errors and answers that all messages over REST share. The answer is a bare 0, like that of the other interfaces. */
import { optional, required } from '../../../contract/defineOperation';
import type { ErrorCode } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';

export const messageQuery = {
  format: optional(t.string, '1 plain text (unless given), 2 HTML, 99 multipart.'),
  campaignName: optional(t.string, 'Groups messages into one campaign; at most 100 characters.'),
  respectOptout: optional(
    t.string,
    'false sends in spite of an opt-out from the list or the realm: for transactional messages only.',
  ),
};

export const withSnapshot = {
  ...messageQuery,
  snapshot: optional(
    t.string,
    '1 asks for a picture of the message. Where SNAPSHOT_BROWSER is set, its HTML and a PNG of it are put into SNAPSHOT_DIRECTORY afterwards, and the answer has the header X-Snapshot: queued; else the message is sent all the same, and it is X-Snapshot: unavailable.',
  ),
};

export const listName = required(t.string, 'Name of the list, exactly.');

export const templateName = required(t.string, 'Name of the template, exactly.');

export const MESSAGE_ERRORS: readonly ErrorCode[] = [
  'list.notFound',
  'template.notFound',
  'contact.notFound',
  'argument.invalid',
  'message.noSender',
  'message.empty',
  'template.unreadable',
  'template.smartgetFailed',
  'request.tooLarge',
];

export const MODEL_ERRORS: readonly ErrorCode[] = [
  ...MESSAGE_ERRORS,
  'argument.missing',
  'contact.emailInvalid',
  'contact.keyInvalid',
  'field.valueInvalid',
];

export const RESULT = {
  result: t.int,
  resultDoc:
    '0: the message is in the outbox, or kept unsent because the contact opted out. A contact that is not there, or not on the list, is "Subscriber Not Found".',
} as const;

export interface MessageQuery {
  readonly format: string | null;
  readonly campaignName: string | null;
  readonly respectOptout: string | null;
  readonly snapshot?: string | null;
}
