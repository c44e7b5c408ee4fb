/** Messages: both forms of `sendMessage`, and the mail that must arrive. */
import { listId, session, type Cast } from './cast';
import { LAST } from './contactSteps';
import { entries, entry, int, text, type Argument, type Step } from './steps';

const SUBJECT = 'Grüße aus Łódź, %%$last%% – 日本語 😀';
const HTML = '<p>%%$last%%: %%$offer%%</p>';
const PLAIN = 'Dear %%$last%%,\n  %%$offer%% (%%$pieces%%)';
const OFFER = '3 € & more 😀';

const escaped = (value: string): string =>
  value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const xmlForm = (
  step: string,
  flags: string,
  subject: string,
  predata: Argument,
  expect: Step['expect'],
): Step => ({
  step,
  operation: 'sendMessage',
  args: [
    session,
    text('xmlFlags', flags),
    text('subject', subject),
    text('htmlBody', HTML),
    text('plainTextBody', PLAIN),
    predata,
  ],
  expect,
});

const longForm = (
  step: string,
  to: string,
  subject: string,
  predata: Argument,
  expect: Step['expect'],
): Step => ({
  step,
  operation: 'sendMessage',
  args: [
    session,
    int('templateId', 0),
    listId,
    int('format', 1),
    text('from', ''),
    text('to', to),
    text('firstName', null),
    text('cc', ''),
    text('replyTo', ''),
    text('mailFrom', ''),
    text('subject', subject),
    text('htmlBody', ''),
    text('plainTextBody', PLAIN),
    text('vmta', ''),
    predata,
  ],
  expect,
});

export function sendingSteps({ keyed, jose: { email, key } }: Cast): Step[] {
  const to = keyed
    ? `<to><email>${email}</email><customer_key>${escaped(key)}</customer_key></to>`
    : `<to><email>${email}</email></to>`;
  const predata = entries('predata', [entry('offer', 'string', OFFER), entry('pieces', 'int', 3)]);
  const refused = {
    fault: 'Server.userException',
    number: 301,
    says: /^This realm identifies contacts by customer key; call .*<customer_key>/,
  };
  return [
    xmlForm(
      'send with XML flags',
      `<from>"Zoë" &lt;zoe@sender.example&gt;</from><format>99</format>${to}`,
      SUBJECT,
      predata,
      { value: 0 },
    ),
    xmlForm(
      'send to a block that is incomplete',
      `<from>zoe@sender.example</from>${keyed ? `<to><email>${email}</email></to>` : '<to/>'}`,
      SUBJECT,
      predata,
      {
        fault: 'Server.userException',
        number: 602,
        says: keyed
          ? '<to><email>a@b.example</email><customer_key>KEY</customer_key></to>: the block has no valid customer key.'
          : '<to><email>a@b.example</email></to>: the block has no address.',
      },
    ),
    longForm('send with 15 arguments', email, `Long: ${SUBJECT}`, predata, keyed ? refused : { value: 0 }),
    longForm(
      'send without predata',
      email,
      `Nil: ${SUBJECT}`,
      entries('predata', null),
      keyed ? refused : { value: 0 },
    ),
  ];
}

/** A message that arrives where its step answers 0. */
export interface ExpectedMail {
  readonly step: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly files?: readonly { readonly name: string; readonly content: string }[];
}

export function sendingMail({ keyed }: Cast): ExpectedMail[] {
  const subject = SUBJECT.replace('%%$last%%', LAST);
  const offered = `Dear ${LAST},\n  ${OFFER} (3)`;
  const html = `<p>${escaped(LAST).replaceAll('"', '&quot;')}: ${OFFER}</p>`;
  const inBothRealms = { step: 'send with XML flags', subject, text: offered, html };
  if (keyed) return [inBothRealms];
  return [
    inBothRealms,
    { step: 'send with 15 arguments', subject: `Long: ${subject}`, text: offered, html: null },
    { step: 'send without predata', subject: `Nil: ${subject}`, text: `Dear ${LAST},\n   ()`, html: null },
  ];
}
