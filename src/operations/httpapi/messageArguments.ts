/** The arguments of `send` and `subandsend`, and the message that they ask for. */
import { also, required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { acceptMessages, prepareMessages, type PreparedMessages } from '../../core/messages/acceptMessages';
import { recipientsOfBlocks, recipientsOfText } from '../../core/messages/recipients';
import { sendOptions, type RecipientDraft } from '../../core/messages/sendRequest';
import type { Realm } from '../../core/realms/realm';
import type { RealmContext } from '../context';
import { dataRows } from './contactRecords';
import { failure, flag, number, success, text } from './httpCommand';

export const messageParameters = {
  list_id: required(
    t.int,
    'Number of the list that the message belongs to, whose settings fill what is not given.',
  ),
  to: text('Recipient, bare or "Name" <address>; several with commas are a message each.'),
  format: number('1 plain text, 2 HTML, 99 both; as the contact chose where it is left out, else both.'),
  template_id: number('Number of the template that supplies subject and bodies.'),
  subject: text('Subject line; empty for that of the template.'),
  body: text('The body, in the format that is asked for.'),
  plain_text_body: text('Plain text part.'),
  html_body: text('HTML part.'),
  from: text('Sender, bare or "Name" <address>; empty for that of the list.'),
  reply_to_address: also(text('Reply-to address; empty for that of the list.'), 'reply_to'),
  errors_to: text('Return path; empty for the errors-to address of the list, else the sender.'),
  cc: text('Addresses for copies, with commas.'),
  bcc: text('Addresses for blind copies, with commas.'),
  campaign_name: text('Campaign that collects what becomes of the message, at most 100 characters.'),
  vmta: text('Name of a sending route.'),
  first_name: text('First name of the recipient, where several contacts share the address.'),
  customer_key: text('In Customer Key realms, the key of the recipient; required there, here or in data.'),
  ignore_optout: flag('1 sends in spite of an opt-out from the list or the realm.'),
};

export interface MessageInput {
  readonly list_id: number;
  readonly to: string | null;
  readonly format: number | null;
  readonly template_id: number | null;
  readonly subject: string | null;
  readonly body: string | null;
  readonly plain_text_body: string | null;
  readonly html_body: string | null;
  readonly from: string | null;
  readonly reply_to_address: string | null;
  readonly errors_to: string | null;
  readonly cc: string | null;
  readonly bcc: string | null;
  readonly campaign_name: string | null;
  readonly vmta: string | null;
  readonly first_name: string | null;
  readonly customer_key: string | null;
  readonly ignore_optout: boolean | null;
  readonly data: string | null;
}

export interface Draft {
  readonly prepared: PreparedMessages;
  /** As the answer names it. */
  readonly to: string;
}

/** @throws {ApiError} what `prepareMessages` throws, `argument.missing`, `argument.invalid`, `contact.emailInvalid` */
export async function prepareMessage(input: MessageInput, context: RealmContext): Promise<Draft> {
  const { realm, services } = context;
  const options = sendOptions(
    {
      listId: input.list_id,
      templateId: input.template_id,
      format: input.format,
      from: input.from,
      replyTo: input.reply_to_address,
      envelopeSender: input.errors_to,
      cc: input.cc,
      bcc: input.bcc,
      route: input.vmta,
      campaignName: input.campaign_name,
      overridesOptOut: input.ignore_optout,
    },
    () => fail('argument.invalid', { name: 'format', reason: 'it is 1, 2 or 99' }),
  );
  const data = messageData(input.data ?? '');
  const to = input.to?.trim() || data.get('email')?.trim() || fail('argument.missing', { name: 'to' });
  const prepared = await prepareMessages(
    { ...context, ...services },
    {
      recipients: recipients(realm, to, input, data),
      options,
      subject: input.subject ?? '',
      ...bodies(input, options.format),
      data,
    },
  );
  return { prepared, to };
}

/** Values for this message only: the first row of data; those behind it are nobody's here. */
function messageData(given: string): Map<string, string> {
  if (given.trim() === '') return new Map();
  const { fields, rows } = dataRows(given);
  const [values] = rows;
  if (!values || values.length !== fields.length)
    fail('argument.invalid', {
      name: 'data',
      reason: `it has ${fields.length} fields and ${values?.length ?? 0} values`,
    });
  return new Map(fields.map((field, i) => [field, values[i]!] as const));
}

function recipients(
  realm: Realm,
  to: string,
  { first_name: firstName, customer_key: key }: MessageInput,
  data: ReadonlyMap<string, string>,
): readonly RecipientDraft[] {
  if (!realm.identity.keyIdentifies) return recipientsOfText(to, firstName);
  const customerKey =
    (key || data.get('customer_key')) ?? fail('argument.missing', { name: 'customer_key (beside to)' });
  return recipientsOfBlocks(realm, [{ address: to, customerKey, firstName, problem: null }]);
}

function bodies(
  input: MessageInput,
  format: number | null,
): { readonly html: string; readonly plainText: string } {
  const html = input.html_body ?? '';
  const plainText = input.plain_text_body ?? '';
  const body = input.body ?? '';
  if (body === '') return { html, plainText };
  const isHtml = format === 2 || (format !== 1 && /<[a-z!]/i.test(body));
  return isHtml ? { html: html || body, plainText } : { html, plainText: plainText || body };
}

/** Stores the message, and says whether it goes out. */
export async function acceptDraft({ prepared, to }: Draft, context: RealmContext): Promise<string> {
  const { realm, services } = context;
  const accepted = await acceptMessages({ ...context, ...services }, prepared);
  if (!accepted.some(({ suppressedBy }) => suppressedBy === null))
    return failure(`no mail will be sent to ${to}, who has opted out or whose mail came back`);
  context.afterCommit(() => services.wakeDelivery(realm.databaseId));
  return success(`mail will be sent to ${to}`);
}

export const MESSAGE_ERRORS = [
  'message.toInvalid',
  'message.noSender',
  'message.empty',
  'contact.emailInvalid',
  'contact.keyInvalid',
  'list.notFound',
  'template.notFound',
  'template.unreadable',
  'template.smartgetFailed',
  'request.tooLarge',
] as const;

export const MESSAGE_FAILURES = {
  'message.toInvalid': 'the recipient cannot be read, {reason}',
} as const;
