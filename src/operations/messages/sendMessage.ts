/** `sendMessage`: accepts messages for one or several recipients; both forms of the legacy command. */
import { optional } from '../../contract/defineOperation';
import { MapEntry, t } from '../../contract/wireTypes';
import { acceptMessages, prepareMessages } from '../../core/messages/acceptMessages';
import { readDataEntries } from '../../core/messages/messageData';
import { recipientsOfBlocks } from '../../core/messages/recipients';
import { readSendFlags } from '../flags/sendFlags';
import type { SendRequest } from '../../core/messages/sendRequest';
import { realmOperation, type RealmContext } from '../context';
import { longForm, XML_FORM } from './longForm';

const text = (doc: string) => optional(t.string, doc);
const number = (doc: string) => optional(t.int, doc);

export const sendMessage = realmOperation({
  name: 'sendMessage',
  group: 'messages',
  doc: `Sends a message. The answer 0 means that it is stored in the outbox, from which a worker delivers it; a restart in between loses nothing.
Subject and bodies are templates, with values of predata, standard fields and custom fields of the contact; what comes from the contact is escaped in the HTML part. Where a template is named, each of the three that is empty in the call is that of the template.
Recipients who opted out (of the list, the realm or the whole system) get nothing; the message is kept with that outcome.
The XML form takes its options as tags: to (several times for several messages; required), list_id, template_id, format, from, first_name, cc, bcc, reply_to_address, errors_to, vmta, campaign_name, ignore_optout, data. Case does not matter, a root element may stand around them, and unknown tags are ignored.
In a customer-key realm only the XML form can be used, because each recipient needs a key: <to><email>a@b.example</email><customer_key>KEY</customer_key></to>. The message goes to the address given; the key names the contact whose data personalises it.`,
  access: 'write',
  rights: 'sender',
  parameters: {
    templateId: number('Number of a template that supplies subject and bodies; 0 or -1 for none.'),
    listId: number(
      'Number of the list that the message belongs to, whose settings fill what is not given; 0 or -1 for none.',
    ),
    format: number('1 plain text, 2 HTML, 99 both; 0 or -1 as the contact chose for the list, else both.'),
    from: text('Sender, bare or "Name" <address>; empty for that of the list.'),
    to: text('Recipient, bare or "Name" <address>; several with commas are a message each.'),
    firstName: text('First name of the recipient, where several contacts share the address.'),
    cc: text('Addresses for copies, with commas.'),
    replyTo: text('Reply-to address; empty for that of the list.'),
    mailFrom: text('Return path; empty for the errors-to address of the list, else the sender.'),
    xmlFlags: text('Recipients and options as XML tags, see above.'),
    subject: text('Subject line.'),
    htmlBody: text('HTML part.'),
    plainTextBody: text('Plain text part.'),
    vmta: text('Name of a sending route.'),
    predata: optional(
      t.arrayOf(MapEntry),
      'Values for this message only, by the names that it uses; may be nil.',
    ),
  },
  forms: [
    {
      takes:
        'templateId listId format from to firstName cc replyTo mailFrom subject htmlBody plainTextBody vmta predata',
      identity: {
        kind: 'byEmail',
        counterpart: 'sendMessage',
        how: XML_FORM,
        called: 'the long form of sendMessage',
      },
    },
    { takes: 'xmlFlags subject htmlBody plainTextBody predata', documentName: 'sendMessageXml' },
  ],
  result: t.code,
  resultDoc:
    '0 when every message is in the outbox (or kept unsent because of an opt-out), 1 when a page that the template fetches cannot be had.',
  errors: [
    'message.flagsInvalid',
    'message.toInvalid',
    'message.noSender',
    'message.empty',
    'contact.emailInvalid',
    'list.notFound',
    'template.notFound',
    'template.unreadable',
    'template.smartgetFailed',
    'realm.useCustomerKey',
    'request.tooLarge',
  ],
  provenance: {
    confidence: 'seen',
    basis:
      'Both forms are called in public client code. Of the XML tags only to, email and customer_key are documented; the others follow the sibling HTTP command.',
  },
  prepare: (input, context) => {
    const { realm, services } = context;
    // Without flags and without a recipient it is the XML form with nil flags, whose fault shows what to write.
    const isXml = input.xmlFlags !== null || input.to === null;
    const { recipients, options, data } = isXml
      ? xmlForm(input.xmlFlags ?? '', context)
      : { ...longForm(input), data: new Map<string, string>() };
    return prepareMessages(
      { ...context, ...services },
      {
        recipients,
        options,
        subject: input.subject ?? '',
        html: input.htmlBody ?? '',
        plainText: input.plainTextBody ?? '',
        data: new Map([...data, ...readDataEntries(input.predata, realm)]),
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

type Asked = Pick<SendRequest, 'recipients' | 'options' | 'data'>;

function xmlForm(xmlFlags: string, { realm, services }: RealmContext): Asked {
  const { recipients, options, data, unknown } = readSendFlags(xmlFlags);
  if (unknown.length > 0)
    services.note('sendMessage: unknown tags', { realm: realm.name, tags: unknown.join(' ') });
  return { recipients: recipientsOfBlocks(realm, recipients), options, data };
}
