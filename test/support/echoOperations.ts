/**
 * A small set of operations with every wire type, overloads and accepted forms, for testing doors without a
 * database. Each answers with what it understood.
 */
import type { Credential } from '../../src/contract/credential';
import {
  accept,
  defineOperation,
  optional,
  required,
  type Operation,
} from '../../src/contract/defineOperation';
import { fail } from '../../src/contract/errorCatalogue';
import { MapEntry, t, type ValueOf } from '../../src/contract/wireTypes';

/** What the last calls were understood as: operation name and decoded input, oldest first. */
export const understood: { operation: string; input: Readonly<Record<string, unknown>> }[] = [];

const provenance = { confidence: 'ours', basis: 'Test operation.' } as const;
const common = { group: 'session', resultDoc: 'What was understood.', provenance } as const;

/** What the handlers of calls with a session are given. */
export interface EchoContext {
  readonly credential: Credential;
}

const sessionOf = (context: EchoContext | null): string | null =>
  context?.credential.kind === 'session' ? context.credential.session : null;
const email = optional(t.string, 'Address.');

const ListStruct = t.struct('WhatCountsAPIList', {
  fromAddress: t.string,
  replyToAddress: t.string,
  errorsToAddress: t.string,
  listId: t.int,
  name: t.string,
  description: t.string,
  templateId: t.int,
  trackingBaseUrl: t.string,
  trackHtmlReads: t.boolean,
  optIn: t.boolean,
});

const ALL_TYPES: ValueOf<ReturnType<typeof t.arrayOf<typeof MapEntry>>> = [
  { key: 'first', value: { text: 'Jürgen <&> € 😀', xsdType: 'string' } },
  { key: 'age', value: { text: '42', xsdType: 'int' } },
  { key: 'vip', value: { text: 'true', xsdType: 'boolean' } },
  { key: 'none', value: null },
];

const definitions: Operation[] = [
  defineOperation({
    ...common,
    name: 'beginSession',
    doc: 'Answers a session made of the licence.',
    access: 'public',
    parameters: { license: required(t.string, 'Licence.') },
    forms: ['license'],
    result: t.string,
    handler: ({ license }) => `SESS-${license}`,
  }),
  defineOperation({
    ...common,
    name: 'endSession',
    doc: 'Does nothing.',
    access: 'read',
    parameters: {},
    forms: [''],
    result: t.code,
    handler: () => 0,
  }),
  defineOperation({
    ...common,
    name: 'getVersion',
    doc: 'A call without arguments.',
    access: 'public',
    parameters: {},
    forms: [''],
    result: t.string,
    handler: () => '1.0',
  }),
  defineOperation({
    ...common,
    name: 'userUnSubscribe',
    doc: 'Two forms of different length.',
    access: 'write',
    parameters: {
      email,
      firstName: optional(t.string, 'First name.'),
      listId: required(t.int, 'List.'),
      optout: optional(t.boolean, 'Opt out.'),
      universal: optional(t.boolean, 'Everywhere.'),
    },
    forms: [
      'email listId',
      { takes: 'email firstName listId optout universal', documentName: 'userUnSubscribeUniversal' },
    ],
    result: t.int,
    handler: ({ optout }) => (optout === null ? 3 : 6),
  }),
  defineOperation({
    ...common,
    name: 'sendMessage',
    doc: 'A form with every scalar, and a short one.',
    access: 'write',
    parameters: {
      listId: optional(t.int, 'List.'),
      templateId: optional(t.int, 'Template.'),
      toAddress: optional(t.string, 'To.'),
      fromAddress: optional(t.string, 'From.'),
      replyToAddress: optional(t.string, 'Reply to.'),
      errorsToAddress: optional(t.string, 'Errors to.'),
      xmlFlags: optional(t.int, 'Flags.'),
      subject: optional(t.string, 'Subject.'),
      htmlBody: optional(t.string, 'HTML.'),
      plainTextBody: optional(t.string, 'Plain text.'),
      predata: optional(t.string, 'Data.'),
      vmta: optional(t.string, 'Route.'),
      trackOpens: optional(t.boolean, 'Track opens.'),
      trackClicks: optional(t.boolean, 'Track clicks.'),
      score: optional(t.float, 'Score.'),
      sendAt: optional(t.dateTime, 'When.'),
    },
    forms: [
      'listId templateId toAddress fromAddress replyToAddress errorsToAddress subject htmlBody plainTextBody predata vmta trackOpens trackClicks score sendAt',
      { takes: 'xmlFlags subject htmlBody plainTextBody predata', documentName: 'sendMessageXml' },
    ],
    result: t.int,
    handler: ({ xmlFlags }) => (xmlFlags === null ? 16 : 6),
  }),
  defineOperation({
    ...common,
    name: 'userSetFields',
    doc: 'An array of structs in.',
    access: 'write',
    parameters: { email, fields: optional(t.arrayOf(MapEntry), 'Fields.') },
    forms: ['email fields'],
    result: t.int,
    handler: ({ fields }) => (fields === null ? -1 : fields.length),
  }),
  defineOperation({
    ...common,
    name: 'userGetFields',
    doc: 'An array of structs out.',
    access: 'read',
    parameters: { email },
    forms: ['email'],
    result: t.arrayOf(MapEntry),
    handler: () => ALL_TYPES,
  }),
  defineOperation({
    ...common,
    name: 'listGetDataById',
    doc: 'A struct out; null for a negative list.',
    access: 'read',
    parameters: { listId: required(t.int, 'List.') },
    forms: ['listId'],
    result: ListStruct,
    handler: ({ listId }) =>
      listId < 0
        ? null
        : {
            fromAddress: 'a@example.org',
            replyToAddress: '',
            errorsToAddress: null,
            listId,
            name: 'List é & <x>',
            templateId: 7,
            trackHtmlReads: false,
            optIn: true,
          },
  }),
  defineOperation({
    ...common,
    name: 'listUpdate',
    doc: 'A struct in.',
    access: 'write',
    parameters: { listId: required(t.int, 'List.'), list: required(ListStruct, 'Settings.') },
    forms: ['listId list'],
    result: t.int,
    handler: ({ listId, list }) => (list.listId === undefined || list.listId === listId ? 0 : 1),
  }),
  defineOperation({
    ...common,
    name: 'listGetNames',
    doc: 'An array of strings out; the session says which.',
    access: 'read',
    parameters: {},
    forms: [''],
    result: t.arrayOf(t.string),
    handler: (_input, context: EchoContext) => {
      if (sessionOf(context) === 'null') return null;
      return sessionOf(context) === 'empty' ? [] : ['alpha', 'bêta', null, '', 'd&<>'];
    },
  }),
  defineOperation({
    ...common,
    name: 'echoScalars',
    doc: 'Every scalar in.',
    access: 'public',
    parameters: {
      s: optional(t.string, 'Text.'),
      i: required(t.int, 'Integer.'),
      b: required(t.boolean, 'Switch.'),
      f: required(t.float, 'Number.'),
      d: optional(t.dateTime, 'Date.'),
    },
    forms: ['s i b f d'],
    result: t.string,
    handler: ({ s, i, b, f, d }) => [s, i, b, f, d?.toISOString()].join('|'),
  }),
  defineOperation({
    ...common,
    name: 'echoDate',
    doc: 'A date in and out.',
    access: 'public',
    parameters: { d: optional(t.dateTime, 'Date.') },
    forms: ['d'],
    result: t.dateTime,
    handler: ({ d }) => d,
  }),
  defineOperation({
    ...common,
    name: 'echoString',
    doc: 'Text in and out.',
    access: 'public',
    parameters: { s: optional(t.string, 'Text.') },
    forms: ['s'],
    result: t.string,
    handler: ({ s }) => s,
  }),
  defineOperation({
    ...common,
    name: 'echoAny',
    doc: 'A typed value in and out.',
    access: 'public',
    parameters: { value: optional(t.any, 'Value.') },
    forms: ['value'],
    result: t.any,
    handler: ({ value }) => value,
  }),
  defineOperation({
    ...common,
    name: 'echoFloat',
    doc: 'A number in and out.',
    access: 'public',
    parameters: { f: required(t.float, 'Number.') },
    forms: ['f'],
    result: t.float,
    handler: ({ f }) => f,
  }),
  defineOperation({
    ...common,
    name: 'addInts',
    doc: 'Integers in and out.',
    access: 'read',
    parameters: { a: required(t.int, 'One.'), b: required(t.int, 'Other.') },
    forms: ['a b'],
    result: t.int,
    handler: ({ a, b }) => a + b,
  }),
  defineOperation({
    ...common,
    name: 'alwaysFaults',
    doc: 'Fails.',
    access: 'read',
    parameters: {},
    forms: [''],
    result: t.string,
    handler: () => fail('list.notFound', { list: 'a & <b>' }),
  }),
  defineOperation({
    ...common,
    name: 'findByKey',
    doc: 'A key and an e-mail, in a form that is not published.',
    access: 'read',
    parameters: { customerKey: required(t.string, 'Key.'), email },
    forms: ['customerKey', accept('customerKey email')],
    result: t.string,
    handler: (input) => `${input.customerKey}|${input.email}`,
  }),
];

/** The operations; each call is noted in `understood` before it runs. */
export const echoOperations: readonly Operation[] = definitions.map((operation) => ({
  ...operation,
  handler: (input, context, prepared) => {
    const session = sessionOf(context);
    understood.push({ operation: operation.name, input: session === null ? input : { session, ...input } });
    return operation.handler(input, context, prepared);
  },
}));
