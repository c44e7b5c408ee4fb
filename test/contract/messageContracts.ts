/** Messages and launches. Nothing is delivered meanwhile, so what was accepted can be looked at. */
import { inBoth, type Contract } from './contract';

const message = {
  templateId: 0,
  listId: '{listId}',
  format: 1,
  from: '',
  to: '{email}',
  firstName: '',
  cc: '',
  replyTo: '',
  mailFrom: '',
  subject: 'Dear %%$last%%',
  htmlBody: '',
  plainTextBody: 'From %%$city%% with %%$pieces%%',
  vmta: '',
  predata: [{ key: 'pieces', value: 3 }],
};
const QUEUED = `SELECT m.recipient, m.subject, m.plain_text, m.status, COUNT(o.message_id)
  FROM messages m LEFT JOIN outbox o ON o.realm_id = m.realm_id AND o.message_id = m.message_id
 WHERE m.realm_id = {realmId} AND m.contact_id = {contactId} GROUP BY m.message_id`;
const ACCEPTED: [string, string[][] | (string | number)[][]] = [
  QUEUED,
  [['{email}', 'Dear Sand', 'From Oslo with 3', 'queued', 1]],
];
const launch = {
  creatorEmail: '',
  notifyEmail: '',
  listId: '{listOfPerson}',
  templateId: '{templateId}',
  segmentationId: 0,
  forcedFormat: -1,
  testMode: false,
};
const LAUNCHED: [string, string[][] | (string | number)[][]] = [
  `SELECT template_id, recipients, subject FROM campaigns WHERE realm_id = {realmId} AND list_id = {listId} AND sticky_name IS NULL`,
  [['{templateId}', 1, 'News']],
];

export const messageContracts: readonly Contract[] = [
  inBoth('sendMessage', {
    does: 'writes',
    examples: [
      {
        lacks: 'xmlFlags',
        args: message,
        answer: { is: 0 },
        after: [ACCEPTED],
        // It has no room for a key.
        refusedByKey: '<customer_key>',
      },
      {
        takes: 'xmlFlags',
        args: { ...message, xmlFlags: '<from>news@sender.example</from><format>1</format>{to}' },
        answer: { is: 0 },
        after: [ACCEPTED],
        // The caller is told nothing; the message says why it is not sent.
        withoutAddress: {
          after: [
            [
              'SELECT recipient, status, outcome FROM messages WHERE realm_id = {realmId} AND contact_id = {contactId}',
              [['', 'suppressed', 'not sent: the contact has no address']],
            ],
          ],
        },
      },
    ],
  }),
  {
    operation: 'sendMessageWithAttachment',
    realms: 'normal',
    instead: 'sendMessage',
    does: 'writes',
    examples: [
      {
        lacks: 'templateId',
        args: {
          ...message,
          subject: 'Dear %%$last%%',
          plainTextBody: 'From Oslo with 3',
          attFilename: 'a.txt',
          attBody: 'Ås',
        },
        answer: { is: 0 },
        after: [
          ACCEPTED,
          [
            `SELECT a.file_name, CONVERT(a.content USING utf8mb4) FROM message_attachments a JOIN messages m ON m.realm_id = a.realm_id AND m.message_id = a.message_id
              WHERE m.realm_id = {realmId} AND m.contact_id = {contactId}`,
            [['a.txt', 'Ås']],
          ],
        ],
      },
      {
        takes: 'templateId',
        args: { ...message, templateId: '{templateId}', attFilename: 'a.txt', attBody: 'Ås' },
        answer: { is: 0 },
        after: [[QUEUED, [['{email}', 'Dear Sand', 'Dear {email}', 'queued', 1]]]],
      },
    ],
  },
  inBoth('listRun', {
    does: 'writes',
    examples: [
      { lacks: 'xmlFlags', args: launch, answer: { is: 0 }, after: [LAUNCHED] },
      {
        takes: 'xmlFlags',
        args: { xmlFlags: '<list_id>{listOfPerson}</list_id><template_id>{templateId}</template_id>' },
        answer: { matches: /^\d+$/ },
        after: [LAUNCHED],
      },
    ],
  }),
  inBoth('listRunWithCount', {
    does: 'writes',
    examples: [{ args: launch, answer: { is: 1 }, after: [LAUNCHED] }],
  }),
];
