/** Values that want to become headers, recipients or content of a mail. What may leave is one mail to one address. */
import type { Attack, CallAttack } from '../attack';
import type { SunkMail } from '../../support/smtpSink';
import { VICTIM, type World } from '../world';

const SENT = [
  'messages',
  'outbox',
  'events',
  'message_attachments',
  'campaigns',
  'campaign_links',
  'contacts',
];
const EVIL = 'evil@attacker.example';

/** One mail, to the victim alone, and without a header that the attack wrote. */
const isClean = ({ to }: SunkMail, headers: readonly string[]): void => {
  expect(to).toEqual([VICTIM]);
  expect(headers.filter((line) => /^(bcc|cc|x-evil|content-type: text\/evil)/i.test(line))).toEqual([]);
  const names = headers.map((line) => line.slice(0, line.indexOf(':')).toLowerCase());
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
};

const LONG = {
  templateId: 0,
  format: 99,
  from: 'list@sender.example',
  to: VICTIM,
  firstName: '',
  cc: '',
  replyTo: '',
  mailFrom: '',
  subject: 'Hello',
  htmlBody: '<p>Hello</p>',
  plainTextBody: 'Hello',
  vmta: '',
  predata: null,
};
const long = (
  name: string,
  args: Partial<Record<keyof typeof LONG, string>>,
  more: Pick<CallAttack, 'answer'> & Partial<CallAttack>,
): Attack => ({
  name,
  operation: 'sendMessage',
  args: (world: World) => ({ ...LONG, listId: world.listId, ...args }),
  ...more,
});
const refused = { answer: { fault: 'argument.invalid' } } as const;

/** The same in every field that becomes a header or an envelope, but for the subject, which is a text. */
const HEADERS = ['from', 'replyTo', 'mailFrom', 'cc', 'vmta'] as const;
const BREAKS = { 'a line break': '\r\n', 'a bare CR': '\r', 'a bare LF': '\n' } as const;
const addressWith = (field: string, text: string): string =>
  field === 'vmta' ? text : `"${text}" <a@b.example>`;

const breaksInAddresses: Attack[] = HEADERS.flatMap((field) =>
  Object.entries(BREAKS).map(([name, text]) =>
    long(
      `${name} in ${field}`,
      { [field]: addressWith(field, `A${text}Bcc: ${EVIL}${text}X-Evil: 1`) },
      refused,
    ),
  ),
);
const breaksInSubjects: Attack[] = Object.entries(BREAKS).map(([name, text]) =>
  long(
    `${name} in the subject`,
    { subject: `Hello${text}Bcc: ${EVIL}${text}X-Evil: 1${text}${text}Body` },
    {
      answer: { value: 0 },
      changes: SENT,
      mail: (mail, headers) => {
        isClean(mail, headers);
        expect(headers.find((line) => line.startsWith('Subject: '))).toContain('HelloBcc');
      },
    },
  ),
);
/** One argument that names several. */
const SMUGGLED = {
  'a comma': `${VICTIM}, ${EVIL}`,
  'a semicolon': `${VICTIM}; ${EVIL}`,
  brackets: `${VICTIM} <${EVIL}>, ${VICTIM}`,
  'a group': `group: ${VICTIM}, ${EVIL};`,
  'a quoted comma': `"a, ${EVIL}" ${VICTIM}`,
  'a comment': `${VICTIM}(${EVIL})`,
  'a line break': `${VICTIM}\n${EVIL}`,
} as const;
const smuggled: Attack[] = (['from', 'replyTo', 'mailFrom'] as const).flatMap((field) =>
  Object.entries(SMUGGLED).map(([name, text]) =>
    long(`a second address behind ${name} in ${field}`, { [field]: text }, refused),
  ),
);

const flags = (
  name: string,
  xmlFlags: string,
  more: Pick<CallAttack, 'answer'> & Partial<CallAttack>,
): Attack => ({
  name,
  operation: 'sendMessage',
  args: (world) => ({
    xmlFlags: `${xmlFlags}<list_id>${world.listId}</list_id>`,
    subject: 'Hello',
    htmlBody: '',
    plainTextBody: 'Hello',
    predata: null,
  }),
  ...more,
});

const listNames = Object.entries(BREAKS).map(([name, text]): Attack => ({
  name: `${name} in the name of a list`,
  operation: 'listUpdate',
  args: (world) => ({ listId: world.listId, list: { name: `News${text}Bcc: ${EVIL}` } }),
  answer: { fault: 'argument.invalid' },
  doors: ['SOAP RPC', 'XML-RPC'],
}));
const fileNames: Attack[] = [
  ['a line break in a file name', 'a.txt\r\nX-Evil: 1', 'a.txtX-Evil: 1'],
  ['a quote in a file name', 'a".txt"; x="y', 'a".txt"; x="y'],
  ['folders in a file name', '../../etc/passwd.txt', 'passwd.txt'],
  ['folders of another system in a file name', 'C:\\Windows\\win.txt', 'win.txt'],
  ['a name that looks like another', 'annual\u202efdp.exe', 'annualfdp.exe'],
].map(([name, attFilename, kept]): Attack => ({
  name: name!,
  operation: 'sendMessageWithAttachment',
  args: (world) => ({
    from: LONG.from,
    replyTo: '',
    mailFrom: '',
    to: VICTIM,
    firstName: '',
    subject: 'Hello',
    format: 1,
    listId: world.listId,
    templateId: world.templateId,
    vmta: '',
    predata: null,
    attFilename: attFilename!,
    attBody: 'YQ==',
  }),
  answer: { value: 0 },
  changes: SENT,
  mail: isClean,
  afterwards: async ({ gateway: { normal } }) => {
    const rows = await normal.database.rows<{ name: string }>(
      'SELECT file_name AS name FROM message_attachments WHERE realm_id = ? ORDER BY message_id DESC LIMIT 1',
      [normal.realm.realmId],
    );
    expect(rows[0]?.name).toBe(kept);
  },
}));

export const mailAttacks: readonly Attack[] = [
  ...breaksInAddresses,
  ...breaksInSubjects,
  ...smuggled,
  ...listNames,
  ...fileNames,
  ...['a file name that is a folder', 'a file name of dots'].map((name, i): Attack => ({
    name,
    operation: 'sendMessageWithAttachment',
    args: (world) => ({
      from: LONG.from,
      replyTo: '',
      mailFrom: '',
      to: VICTIM,
      firstName: '',
      subject: 'Hello',
      format: 1,
      listId: world.listId,
      templateId: world.templateId,
      vmta: '',
      predata: null,
      attFilename: ['a/', '../..'][i]!,
      attBody: 'YQ==',
    }),
    answer: { fault: 'argument.invalid' },
  })),
  flags(
    'a line break in a flag',
    `<to>${VICTIM}</to><from>"A&#13;&#10;Bcc: ${EVIL}" &lt;a@b.example&gt;</from>`,
    refused,
  ),
  flags('two addresses in one block', `<to><email>${VICTIM}</email><email>${EVIL}</email></to>`, {
    answer: { fault: 'message.toInvalid' },
  }),
  flags('a block inside a block', `<to><email>${VICTIM}</email><to><email>${EVIL}</email></to></to>`, {
    answer: { fault: 'message.toInvalid' },
  }),
  flags(
    '51 copies',
    `<to>${VICTIM}</to><cc>${Array.from({ length: 51 }, (_, i) => `c${i}@c.example`).join(',')}</cc>`,
    refused,
  ),
  flags('a DTD in flags', `<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]><to>${VICTIM}</to>`, {
    answer: { fault: 'message.flagsInvalid' },
  }),
  flags('an entity in flags', `<to>&x;</to>`, { answer: { fault: 'message.flagsInvalid' } }),
  long(
    'a template as the value of a message',
    { subject: '%%$a%%', plainTextBody: '%%$a%%', htmlBody: '<p>%%$a%%</p>' },
    {
      args: (world) => ({
        ...LONG,
        listId: world.listId,
        subject: '[%%$a%%]',
        plainTextBody: '[%%$a%%]',
        htmlBody: '<p>[%%$a%%]</p>',
        predata: [
          { key: 'a', value: `%%$email%%%%smartget url="http://${world.inside}/"%%\r\nBcc: ${EVIL}` },
        ],
      }),
      answer: { value: 0 },
      changes: SENT,
      mail: (mail, headers) => {
        isClean(mail, headers);
        expect(headers.find((line) => line.startsWith('Subject: '))).toContain('%%$email%%');
      },
    },
  ),
  {
    name: 'a template and markup as the data of a contact',
    operation: 'sendMessage',
    args: (world) => ({
      ...LONG,
      listId: world.listId,
      subject: '[%%$custom_note%%]',
      htmlBody: '<p>[%%$custom_note%%]</p>',
    }),
    answer: { value: 0 },
    changes: SENT,
    mail: (mail, headers) => {
      isClean(mail, headers);
      // What the row before it stored: a template, which is printed and not obeyed.
      expect(mail.raw.toString()).not.toMatch(/<script|SECRET/);
    },
  },
];
