/** Messages with a file: of a template, and with bodies of their own. Only realms without customer keys have them. */
import { listId, session, templateId, type Cast } from './cast';
import type { ExpectedMail } from './sendingSteps';
import { entries, entry, int, text, type Step } from './steps';
import { SHOWN_PLAIN } from './templateSteps';

const OF_TEMPLATE = 'File with a template 😀';
const OF_BODIES = 'File with bodies 😀';
const PLAIN = 'Zoë,\n  see the file';
const FILE = 'Größe;Preis\n"1";3 €\n';

export function attachmentSteps({ keyed, jose: { email } }: Cast): Step[] {
  const expect: Step['expect'] = keyed
    ? {
        fault: 'Server.userException',
        number: 301,
        says: /^This realm identifies contacts by customer key; call .*<customer_key>/,
      }
    : { value: 0 };
  const senders = [text('from', '"Zoë" <zoe@sender.example>'), text('replyTo', '')];
  const recipient = [text('to', email), text('firstName', '')];
  const file = [text('attFilename', 'preise.csv'), text('attBody', FILE)];
  return [
    {
      step: 'send a file with a template',
      operation: 'sendMessageWithAttachment',
      args: [
        session,
        ...senders,
        text('mailFrom', ''),
        ...recipient,
        text('subject', OF_TEMPLATE),
        int('format', 1),
        listId,
        templateId,
        text('vmta', ''),
        entries('predata', [entry('offer', 'string', 'x')]),
        ...file,
      ],
      expect,
    },
    {
      step: 'send a file with bodies',
      operation: 'sendMessageWithAttachment',
      args: [
        session,
        ...senders,
        ...recipient,
        text('subject', OF_BODIES),
        text('plainTextBody', PLAIN),
        text('htmlBody', ''),
        int('format', 1),
        listId,
        text('vmta', ''),
        ...file,
      ],
      expect,
    },
  ];
}

export function attachmentMail({ keyed }: Cast): ExpectedMail[] {
  if (keyed) return [];
  const common = { html: null, files: [{ name: 'preise.csv', content: FILE }] };
  return [
    { step: 'send a file with a template', subject: OF_TEMPLATE, text: SHOWN_PLAIN, ...common },
    { step: 'send a file with bodies', subject: OF_BODIES, text: PLAIN, ...common },
  ];
}
