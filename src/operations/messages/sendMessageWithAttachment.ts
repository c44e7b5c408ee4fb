/** `sendMessageWithAttachment`: a message with a file; of a template, or with the bodies that the call gives. */
import { optional } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { MapEntry, t } from '../../contract/wireTypes';
import { acceptMessages, prepareMessages } from '../../core/messages/acceptMessages';
import { readAttachment } from '../../core/messages/attachment';
import { readDataEntries } from '../../core/messages/messageData';
import { realmOperation } from '../context';
import { longForm, XML_FORM } from './longForm';

const text = (doc: string) => optional(t.string, doc);
const number = (doc: string) => optional(t.int, doc);

export const sendMessageWithAttachment = realmOperation({
  name: 'sendMessageWithAttachment',
  group: 'messages',
  doc: `Sends a message with one file. The first form takes subject and bodies of a template, the second takes the bodies that it is given. The answer 0 means what it means for sendMessage.
attBody is the content of the file, as base64 or as text. It is taken for base64 where all of it is: nothing but its alphabet in even lines and the padding that belongs there, at least 16 characters where there is no padding, and, where attFilename says that the file is text, text when decoded. Anything else is the text itself and becomes a file in UTF-8. A text that could be mistaken is best sent as base64. Bytes that the message itself labels as base64 (xsd:base64Binary, or base64 in XML-RPC) are the file as they are, unless they are text in UTF-8, which is read as above.
Folders and control characters are taken out of attFilename; its extension decides the content type. A message with its file may have 12 MB, and all messages of a call 64 MB.
It cannot be used in a customer-key realm: it names recipients by address.`,
  access: 'write',
  rights: 'sender',
  identity: { kind: 'byEmail', counterpart: 'sendMessage', how: XML_FORM },
  parameters: {
    from: text('Sender, bare or "Name" <address>; empty for that of the list.'),
    replyTo: text('Reply-to address; empty for that of the list.'),
    mailFrom: text('Return path; empty for the errors-to address of the list, else the sender.'),
    to: text('Recipient, bare or "Name" <address>; several with commas are a message each.'),
    firstName: text('First name of the recipient, where several contacts share the address.'),
    subject: text('Subject line; with a template, empty for that of the template.'),
    plainTextBody: text('Plain text part.'),
    htmlBody: text('HTML part.'),
    format: number('1 plain text, 2 HTML, 99 both; 0 or -1 as the contact chose for the list, else both.'),
    listId: number(
      'Number of the list that the message belongs to, whose settings fill what is not given; 0 or -1 for none.',
    ),
    templateId: number('Number of the template that supplies the bodies.'),
    vmta: text('Name of a sending route.'),
    predata: optional(
      t.arrayOf(MapEntry),
      'Values for this message only, by the names that it uses; may be nil.',
    ),
    attFilename: text('Name of the file.'),
    attBody: optional(t.content, 'Content of the file: base64 or text, see above. Empty for an empty file.'),
  },
  forms: [
    'from replyTo mailFrom to firstName subject format listId templateId vmta predata attFilename attBody',
    {
      takes:
        'from replyTo to firstName subject plainTextBody htmlBody format listId vmta attFilename attBody',
      documentName: 'sendMessageWithAttachmentBodies',
    },
  ],
  result: t.code,
  resultDoc: '0 when every message is in the outbox (or kept unsent because of an opt-out).',
  errors: [
    'message.noSender',
    'message.empty',
    'contact.emailInvalid',
    'list.notFound',
    'template.notFound',
    'template.unreadable',
    'realm.useCustomerKey',
    'request.tooLarge',
  ],
  provenance: {
    confidence: 'seen',
    basis:
      'Both forms are called in public client code, which does not show what the attachment body was encoded in.',
  },
  prepare: (input, context) => {
    const { realm, services } = context;
    const asked = longForm(input);
    const html = input.htmlBody ?? '';
    const plainText = input.plainTextBody ?? '';
    if (asked.options.templateId === 0 && `${html}${plainText}`.trim() === '' && input.templateId !== null)
      fail('argument.missing', { name: 'templateId' });
    return prepareMessages(
      { ...context, ...services },
      {
        ...asked,
        subject: input.subject ?? '',
        html,
        plainText,
        data: readDataEntries(input.predata, realm),
        attachments: [readAttachment(input.attFilename, input.attBody)],
      },
    );
  },
  handler: async (_input, context, prepared) => {
    const { realm, services } = context;
    const accepted = await acceptMessages({ ...context, ...services }, prepared);
    if (accepted.some((message) => message.suppressedBy === null))
      context.afterCommit(() => services.wakeDelivery(realm.databaseId));
    return 0;
  },
});
