/** Makes mails without sending them: our template language and composer, and what stands in their place elsewhere. */
import MailComposer from 'nodemailer/lib/mail-composer';
import { parseTemplate } from '../../src/core/templates/language/parseTemplate';
import { renderTemplate } from '../../src/core/templates/language/renderTemplate';
import { composeMail } from '../../src/delivery/composeMail';
import type { OutgoingMessage } from '../../src/delivery/outgoingMessage';
import { answerRequests } from './child';
import { NEWSLETTER, SURROUNDINGS, VALUES } from './newsletter';

/** `replace` fills in the tags with one regular expression; `mailComposer` is nodemailer's. */
export type MailMaking = 'render' | 'replace' | 'composeMail' | 'mailComposer';

export interface MailMakingRequest {
  readonly work: MailMaking;
  readonly seconds: number;
}

export interface MailMakingResult {
  readonly calls: number;
  readonly seconds: number;
  /** Size of what one call makes. */
  readonly bytes: number;
}

const template = parseTemplate(NEWSLETTER);
const render = (): string => renderTemplate(template, 'html', SURROUNDINGS).text;
const replace = (): string => NEWSLETTER.replace(/%%\$(\w+)%%/g, (tag, name: string) => VALUES[name] ?? tag);

const SENDER = 'news@sender.example';
const RECIPIENT = 'zoe@customer.example';
const SUBJECT = 'News for Zoë';
const PLAIN = `Dear Zoë,\r\n\r\n${'a line of text that says something of interest.\r\n'.repeat(20)}`;
const HTML = render();
const DATE = new Date('2026-11-22T12:00:00Z');
/** Differs from mail to mail, as everything does that is made of it. */
const messageId = (number: number): string => `<${String(number).padStart(32, '0')}.4e9@bench.example>`;

const message: OutgoingMessage = {
  row: { realmId: 1, messageId: 1, attempts: 0, remaining: null, sentAt: null, wasPutAside: false },
  contactId: 1,
  listId: 0,
  campaignId: 0,
  emailFormat: 0,
  internetMessageId: '',
  recipient: { name: '', address: RECIPIENT },
  cc: [],
  bcc: [],
  sender: { name: '', address: SENDER },
  replyTo: null,
  envelopeSender: SENDER,
  subject: SUBJECT,
  plainText: PLAIN,
  html: HTML,
  attachments: [],
  overridesOptOut: false,
  createdAt: DATE,
};

const WORKS: Readonly<Record<MailMaking, (number: number) => number | Promise<number>>> = {
  render: () => render().length,
  replace: () => replace().length,
  composeMail: (number) => composeMail({ ...message, internetMessageId: messageId(number) }).bytes.length,
  mailComposer: async (number) => {
    const composer = new MailComposer({
      date: DATE,
      from: SENDER,
      to: RECIPIENT,
      subject: SUBJECT,
      text: PLAIN,
      html: HTML,
      messageId: messageId(number),
      xMailer: false,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    return (await composer.compile().build()).length;
  },
};

answerRequests<MailMakingRequest>(async ({ work, seconds }) => {
  const make = WORKS[work];
  const startedAt = performance.now();
  let calls = 0;
  let bytes = 0;
  while (performance.now() - startedAt < seconds * 1000) {
    const made = make(calls++);
    bytes = typeof made === 'number' ? made : await made;
  }
  return { calls, seconds: (performance.now() - startedAt) / 1000, bytes } satisfies MailMakingResult;
});
