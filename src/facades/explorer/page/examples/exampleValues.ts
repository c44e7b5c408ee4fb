/** Values that a first call would be made with, by the names that parameters and fields have throughout the interface. */
import type {
  FormDescription,
  OperationDescription,
  ParameterDescription,
  RealmOutline,
  ValueType,
} from '../../apiDescription';
import { parametersOf, type ArgumentValue, type Arguments } from '../argumentValue';

/** Stand for the caller's own, in requests that are shown. */
export const PLACEHOLDERS: Arguments = { session: 'SESSION', license: 'LICENCE' };

const TO_BLOCK_BY_KEY =
  '<to><email>ann@example.com</email><customer_key>CRM-17</customer_key></to><list_id>5001</list_id>';

const LAUNCH_FLAGS = '<list_id>5001</list_id><template_id>1</template_id>';

/**
 * `operation.parameter` and `Structure.field` where they mean something else by the name; else the name; else the type
 * decides.
 */
const BY_NAME: Arguments = {
  email: 'ann@example.com',
  customerKey: 'CRM-17',
  firstName: 'Ann',
  listId: 5001,
  listIds: '5001',
  listName: 'Demo list',
  emailFormat: 99,
  fieldName: 'city',
  identityField: 'city',
  identityValue: 'Oslo',
  fieldDescription: 'Size of shoes',
  fieldType: 1,
  subscriberId: 10001,
  key: 'city',
  exact: false,
  returnXml: true,
  format: 'csv',
  header: 1,
  offset: 0,
  limit: 50,
  version: '',
  startDatetime: '01/01/2026 00:00:00',
  endDatetime: '12/31/2026 23:59:59',
  fromDate: '01/01/2026',
  toDate: '12/31/2026',
  campaignId: 20001,
  eventType: 0,
  url: 'https://example.com/',
  templateName: 'Welcome',
  srcName: 'Welcome',
  dstName: 'Welcome again',
  element: 1,
  content: '<p>Hello %%$first%%</p>',
  subject: 'Hello',
  htmlBody: '<p>Hello %%$first%%</p>',
  plainTextBody: 'Hello %%$first%%',
  to: 'ann@example.com',
  cc: null,
  from: '"Shop" <news@shop.example>',
  replyTo: 'news@shop.example',
  mailFrom: null,
  predata: null,
  vmta: null,
  attFilename: 'note.txt',
  attBody: 'SGVsbG8=',
  segmentationId: 0,
  segmentationName: 'In Oslo',
  rules: "city = 'Oslo'",
  segmentationRuleId: 0,
  ruleType: 'ADV',
  realmId: 0,
  folderId: 0,
  providerName: 'TWITTER',
  provider: 'TWITTER',
  userName: 'soapstone_shop',
  providerId: 1,
  post: 'News from the shop',
  notifyEmail: null,
  creatorEmail: null,
  forcedFormat: 0,
  testMode: true,
  overwrite: false,
  fromAddress: '"Shop" <news@shop.example>',
  replyToAddress: 'news@shop.example',
  errorsToAddress: 'news@shop.example',
  'customFieldCreate.fieldName': 'shoe_size',
  'customFieldDelete.fieldName': 'shoe_size',
  'userSetDataDate.fieldName': 'birthday',
  'userSetDataDateByCustomerKey.fieldName': 'birthday',
  'userSetDataInt.fieldName': 'shoe_size',
  'userSetDataIntByCustomerKey.fieldName': 'shoe_size',
  'userSetDataFloat.fieldName': 'rating',
  'userSetDataFloatByCustomerKey.fieldName': 'rating',
  'uploadSuppressionList.name': 'Not these',
  'uploadSuppressionList.data': 'bob@example.com\ncarl@example.com',
  'uploadSuppressionList.fileName': 'not-these.txt',
  'uploadSuppressionList.description': 'Addresses of a partner',
  'templatePreview.format': 2,
  'sendMessage.format': 99,
  'sendMessageWithAttachment.format': 99,
  'getSubscribersInList.format': 'csv',
  'WhatCountsAPITemplate.name': 'Welcome',
  'WhatCountsAPITemplate.html': '<p>Hello %%$first%%</p>',
  'WhatCountsAPITemplate.plainText': 'Hello %%$first%%',
};

/**
 * Arguments of one form by name, with placeholders for the session and the licence.
 * @param realm what the caller's realm has, so that the values name things that exist
 */
export function exampleArguments(
  operation: OperationDescription,
  form: FormDescription,
  realm: RealmOutline | null = null,
): Arguments {
  const own = realm ? ownValues(realm) : {};
  return Object.fromEntries(
    parametersOf(operation, form).map((parameter) => {
      const { name, type } = parameter;
      if (name === 'xmlFlags') return [name, ownFlags(operation, realm)];
      return [name, fits(type, own[name]) ? own[name]! : exampleArgument(operation, parameter)];
    }),
  );
}

/** Options as XML tags, about a list and a template of the realm. */
function ownFlags({ name }: OperationDescription, realm: RealmOutline | null): string {
  const flags = name.startsWith('listRun')
    ? LAUNCH_FLAGS
    : realm === null || realm.byKey
      ? TO_BLOCK_BY_KEY
      : TO_BLOCK_BY_KEY.replace('<customer_key>CRM-17</customer_key>', '');
  const { lists, templates } = realm ?? { lists: [], templates: [] };
  return flags
    .replace('>5001<', `>${lists[0]?.id ?? 5001}<`)
    .replace('<template_id>1<', `<template_id>${templates[0]?.id ?? 1}<`);
}

/** Numbers and names of the realm, by the parameters that take them. */
function ownValues({ lists, templates, campaigns, rules, abDefinitions, fields }: RealmOutline) {
  const [list, template, campaign, rule] = [lists[0], templates[0], campaigns[0], rules[0]];
  return {
    ...(list && { listId: list.id, listIds: String(list.id), listName: list.name }),
    ...(template && { templateId: template.id, templateName: template.name, srcName: template.name }),
    ...(campaign && { campaignId: campaign.id }),
    ...(rule && { segmentationId: rule.id, segmentationName: rule.name, segmentationRuleId: rule.id }),
    ...(abDefinitions[0] && { abDefinitionId: abDefinitions[0].id }),
    ...(fields[0] && { identityField: fields[0] }),
  } as Readonly<Record<string, ArgumentValue>>;
}

function exampleArgument(
  operation: OperationDescription,
  { name, type }: ParameterDescription,
): ArgumentValue {
  // A list keeps what a call does not name, so the example names no more than it means to change.
  if (operation.name === 'listUpdate' && name === 'list') return { description: 'News of the shop' };
  const known = [PLACEHOLDERS[name], BY_NAME[`${operation.name}.${name}`], BY_NAME[name]];
  return known.find((value) => fits(type, value)) ?? (known.includes(null) ? null : exampleValue(type));
}

/** Whether a value is one of the type; null is for the caller to decide. */
function fits(type: ValueType, value: ArgumentValue | undefined): boolean {
  if (value === undefined || value === null) return false;
  if (type.kind === 'int' || type.kind === 'float') return typeof value === 'number';
  if (type.kind === 'boolean') return typeof value === 'boolean';
  return type.kind === 'string' || type.kind === 'dateTime' ? typeof value === 'string' : type.kind === 'any';
}

/** A value of the type, whatever it is for. */
export function exampleValue(type: ValueType, name = ''): ArgumentValue {
  switch (type.kind) {
    case 'array':
      return [exampleValue(type.item)];
    case 'struct':
      return Object.fromEntries(
        Object.entries(type.fields).map(([field, of]) => {
          const known = BY_NAME[`${type.name}.${field}`] ?? BY_NAME[field];
          return [field, known === null || fits(of, known) ? (known ?? null) : exampleValue(of, field)];
        }),
      );
    case 'int':
      return 1;
    case 'boolean':
      return true;
    case 'float':
      return 1.5;
    case 'dateTime':
      return '2026-01-31T12:00:00Z';
    case 'any':
      return 'Oslo';
    case 'string':
      return /url|link/i.test(name) ? 'https://example.com/' : 'text';
  }
}
