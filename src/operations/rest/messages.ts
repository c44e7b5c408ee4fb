/** Single messages over REST. The answer is a bare 0, like that of the other interfaces. */
import { optional, required } from '../../contract/defineOperation';
import type { ErrorCode } from '../../contract/errorCatalogue';
import { fail } from '../../contract/errorCatalogue';
import { isLonger } from '../../text/isLonger';
import { t } from '../../contract/wireTypes';
import type { Contact } from '../../core/contacts/contact';
import { findContact } from '../../core/contacts/contactRows';
import { standardText } from '../../core/contacts/fieldChanges';
import { standardField } from '../../core/fields/standardFields';
import { emailAddress } from '../../core/identity/emailAddress';
import type { List } from '../../core/lists/list';
import { requireList, requireListByName } from '../../core/lists/lists';
import { acceptMessages, prepareMessages, type PreparedMessages } from '../../core/messages/acceptMessages';
import { NO_OPTIONS } from '../../core/messages/sendRequest';
import { subscriptionsOf } from '../../core/subscriptions/subscriptions';
import { checkedFormat } from '../../core/subscriptions/subscribe';
import { requireTemplate, requireTemplateByName } from '../../core/templates/templates';
import type { RealmContext } from '../context';
import { ContactModel, modelEntries, modelName, type ContactModelValue } from './contactModel';
import { bodyOf, rest } from './restOperation';

const CAMPAIGN_NAME = 100;

const query = {
  format: optional(t.string, '1 plain text (unless given), 2 HTML, 99 multipart.'),
  campaignName: optional(t.string, 'Groups messages into one campaign; at most 100 characters.'),
  respectOptout: optional(
    t.string,
    'false sends in spite of an opt-out from the list or the realm: for transactional messages only.',
  ),
};
const withSnapshot = {
  ...query,
  snapshot: optional(
    t.string,
    '1 asks for a picture of the message. None is made here: the message is sent all the same, its HTML is kept with it as always, and the answer has the header X-Snapshot: unavailable.',
  ),
};

const listName = required(t.string, 'Name of the list, exactly.');
const templateName = required(t.string, 'Name of the template, exactly.');

const ERRORS: readonly ErrorCode[] = [
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
const MODEL_ERRORS: readonly ErrorCode[] = [
  ...ERRORS,
  'argument.missing',
  'contact.emailInvalid',
  'contact.keyInvalid',
  'field.valueInvalid',
];

const RESULT = {
  result: t.int,
  resultDoc:
    '0: the message is in the outbox, or kept unsent because the contact opted out. A contact that is not there, or not on the list, is "Subscriber Not Found".',
} as const;

interface Query {
  readonly format: string | null;
  readonly campaignName: string | null;
  readonly respectOptout: string | null;
  readonly snapshot?: string | null;
}

interface Sending {
  readonly list: List;
  readonly templateId: number;
  readonly contact: Contact;
  /** Values of this message only. */
  readonly data?: ReadonlyMap<string, string>;
}

/** Everything that can be refused is, before the transaction. */
async function prepare(
  context: RealmContext,
  { list, templateId, contact, data = new Map() }: Sending,
  { format, campaignName, respectOptout }: Query,
): Promise<PreparedMessages> {
  const { sql, realm, services } = context;
  if (isLonger(campaignName ?? '', CAMPAIGN_NAME))
    fail('argument.invalid', {
      name: 'campaignName',
      reason: `it is longer than ${CAMPAIGN_NAME} characters`,
    });
  const subscriptions = await subscriptionsOf(sql, realm, contact.contactId);
  if (!subscriptions.some(({ listId }) => listId === list.listId)) fail('contact.notFound');
  return prepareMessages(
    { ...context, ...services },
    {
      recipients: [
        {
          // Who has no address gets nothing: that is the outcome of the message.
          mailbox: { name: '', address: contact.email },
          contactId: contact.contactId,
          firstName: null,
          customerKey: contact.identity.customerKey,
        },
      ],
      options: {
        ...NO_OPTIONS,
        listId: list.listId,
        templateId,
        format: formatOf(format),
        campaignName: campaignName ?? '',
        overridesOptOut: respectOptout === 'false',
      },
      subject: '',
      html: '',
      plainText: '',
      data,
    },
  );
}

/** @throws {ApiError} `argument.invalid` */
function formatOf(text: string | null): number {
  if (text === null || text === '') return 1;
  return checkedFormat(/^\d{1,3}$/.test(text) ? Number(text) : NaN);
}

async function accept(context: RealmContext, prepared: PreparedMessages): Promise<number> {
  const { realm, services } = context;
  const accepted = await acceptMessages({ ...context, ...services }, prepared);
  if (accepted.some(({ suppressedBy }) => suppressedBy === null))
    context.afterCommit(() => services.wakeDelivery(realm.databaseId));
  return 0;
}

const named = async ({ sql, realm }: RealmContext, list: string, template: string) => ({
  list: await requireListByName(sql, realm, list),
  templateId: (await requireTemplateByName(sql, realm, template)).templateId,
});

export const sendWithCustomerKey = rest({
  method: 'POST',
  at: '/msg/sendWithCustomerKey/{listName}/{templateName}/{customerKey}',
  group: 'messages',
  doc: 'Sends a template to the contact with a customer key, as a message of a list that the contact is on.',
  access: 'write',
  identity: { kind: 'byKey', counterpart: 'POST /msg/send/{listName}/{templateName}/{email}/{firstName}' },
  path: { listName, templateName, customerKey: required(t.string, 'Key of the contact, byte for byte.') },
  query: withSnapshot,
  ...RESULT,
  errors: ERRORS,
  prepare: async (input, context) => {
    const sending = await named(context, input.listName, input.templateName);
    const name = { email: null, firstName: null, customerKey: input.customerKey };
    const contact =
      (input.customerKey.length <= 255 ? await findContact(context.sql, context.realm, name) : null) ??
      fail('contact.notFound');
    return prepare(context, { ...sending, contact }, input);
  },
  handler: (_input, context, prepared) => accept(context, prepared),
});

export const send = rest({
  method: 'POST',
  at: '/msg/send/{listName}/{templateName}/{email}/{firstName}',
  group: 'messages',
  doc: 'Sends a template to the contact with an address and a first name, as a message of a list that the contact is on.',
  access: 'write',
  identity: {
    kind: 'byEmail',
    counterpart: 'POST /msg/sendWithCustomerKey/{listName}/{templateName}/{customerKey}',
  },
  path: {
    listName,
    templateName,
    email: required(t.string, 'Address of the contact.'),
    firstName: required(t.string, 'First name of the contact.'),
  },
  query: withSnapshot,
  ...RESULT,
  errors: [...ERRORS, 'contact.emailInvalid'],
  prepare: async (input, context) => {
    const sending = await named(context, input.listName, input.templateName);
    const name = {
      email: emailAddress(input.email, 'email'),
      firstName: input.firstName.trim(),
      customerKey: null,
    };
    const contact = (await findContact(context.sql, context.realm, name)) ?? fail('contact.notFound');
    return prepare(context, { ...sending, contact }, input);
  },
  handler: (_input, context, prepared) => accept(context, prepared),
});

const model = required(
  ContactModel,
  'The contact: customerKey in realms with customer keys, else email (and firstName). Its other fields, and customData, fill this message and are not stored.',
);

/** @throws {ApiError} `contact.notFound`, `field.valueInvalid` and what names of models throw */
async function modelled(context: RealmContext, body: ContactModelValue) {
  const { sql, realm } = context;
  const name = modelName(body, context);
  const contact = (await findContact(sql, realm, name)) ?? fail('contact.notFound');
  const data = new Map<string, string>();
  for (const { name: field, text } of modelEntries(body, ['email'])) {
    const standard = standardField(field);
    const value = text ?? '';
    data.set(
      standard ? standard.name : field.replace(/^custom_/, ''),
      standard ? standardText(standard, value) : value,
    );
  }
  return { contact, data };
}

export const sendWithModel = rest({
  method: 'POST',
  at: '/msg/sendWithModel/{listName}/{templateName}',
  group: 'messages',
  doc: 'Sends a template to the contact of a model, whose fields fill the message.',
  access: 'write',
  path: { listName, templateName },
  query,
  body: model,
  ...RESULT,
  errors: MODEL_ERRORS,
  prepare: async (input, context) => {
    const sending = await named(context, input.listName, input.templateName);
    return prepare(context, { ...sending, ...(await modelled(context, bodyOf(ContactModel, input))) }, input);
  },
  handler: (_input, context, prepared) => accept(context, prepared),
});

export const sendWithIdsAndModel = rest({
  method: 'POST',
  at: '/msg/sendWithIdsAndModel/{listId}/{templateId}',
  group: 'messages',
  doc: 'Sends a template to the contact of a model, whose fields fill the message; list and template are numbers.',
  access: 'write',
  path: {
    listId: required(t.long, 'Number of the list.'),
    templateId: required(t.long, 'Number of the template.'),
  },
  query,
  body: model,
  ...RESULT,
  errors: MODEL_ERRORS,
  prepare: async (input, context) => {
    const { sql, realm } = context;
    const list = await requireList(sql, realm, input.listId);
    const { templateId } = await requireTemplate(sql, realm, input.templateId);
    const sending = { list, templateId, ...(await modelled(context, bodyOf(ContactModel, input))) };
    return prepare(context, sending, input);
  },
  handler: (_input, context, prepared) => accept(context, prepared),
});

const MessageModel = t.struct('MessageModel', {
  listName: t.string,
  listId: t.long,
  templateName: t.string,
  templateId: t.long,
  ...ContactModel.fields,
});

export const sendByBody = rest({
  method: 'POST',
  at: '/msg',
  group: 'messages',
  doc: 'Sends a template to the contact of a model; list and template stand in the body, too, by number or by name.',
  access: 'write',
  query: withSnapshot,
  body: required(
    MessageModel,
    'listId or listName, templateId or templateName, and the contact as in the other calls.',
  ),
  ...RESULT,
  errors: MODEL_ERRORS,
  provenance: {
    confidence: 'name documented, signature inferred',
    basis: 'The address is printed in an article; what stands in its body was not recovered.',
  },
  prepare: async (input, context) => {
    const { sql, realm } = context;
    const body = bodyOf(MessageModel, input);
    const missing = (name: string): never => fail('argument.missing', { name });
    const list = body.listId
      ? await requireList(sql, realm, body.listId)
      : await requireListByName(sql, realm, body.listName ?? missing('listId'));
    const template = body.templateId
      ? await requireTemplate(sql, realm, body.templateId)
      : await requireTemplateByName(sql, realm, body.templateName ?? missing('templateId'));
    const contact = await modelled(context, body as ContactModelValue);
    return prepare(context, { list, templateId: template.templateId, ...contact }, input);
  },
  handler: (_input, context, prepared) => accept(context, prepared),
});

export const messages = [sendWithCustomerKey, send, sendWithModel, sendWithIdsAndModel, sendByBody];
