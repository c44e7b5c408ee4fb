/** The words of a notice that mail came back: what the other system wrote, without the mail that it returns. */
import { decodeWords } from './headerBlock';
import { ownParts, type MailPart } from './mailPart';

export interface Notice {
  readonly text: string;
  /** Written in the form of a mail system that sends no report. */
  readonly isKnownForm: boolean;
  /** It will be tried again. */
  readonly isDelay: boolean;
  /** Lower case. */
  readonly recipients: readonly string[];
}

const LONGEST = 20_000;

/** Where the returned mail begins. */
const RETURNED =
  /^[-=*_ #>]{0,20}(?:this is a copy of (?:the|your) message|below this line is a copy|(?:your )?original message(?: (?:follows|headers|text|header))?|the (?:original|header of the original) message|(?:text of )?message (?:text|headers?) follows?|included is a copy|unsent message|(?:here|the following) is (?:a copy|the (?:original )?message)|returned (?:message|mail)|start of returned|begin(?:ning)? of original|message header|received: (?:from|by)|return-path:|original-nachricht|исходное сообщение)/im;

const KNOWN_FORM =
  /this is the qmail-send program|i'm afraid i wasn't able to deliver your message|this message was created automatically by mail delivery software|this is the mail system at host|your message (?:to .{1,120} )?(?:could not be|cannot be|was not|wasn't) delivered|sorry, we were unable to deliver your message|the following (?:address|recipient)(?:es|s|\(?e?s\)?)? .{0,40}(?:fail|had|error|could|were)|delivery to the following recipients? failed|i was not able to deliver|a message that you sent could not be delivered|unable to deliver (?:your |the )?message|message from yahoo|did not reach the following recipient/i;

const DELAY =
  /you do not need to (?:resend|send)|warning message only|will (?:continue to )?(?:be re-?tried|keep trying|retry|try (?:again|to deliver))|delivery attempts? (?:will )?continue|has (?:not yet been|been) delayed|still (?:being )?(?:trying|retried)|no action is required on your part|wird weiter(?:hin)? versucht|not yet been delivered/i;

const DELAY_SUBJECT = /\bdelayed\b|\(delay\)|^warning: could not send/i;

export function noticeOf(mail: MailPart): Notice {
  const whole = words(mail).slice(0, LONGEST);
  const end = RETURNED.exec(whole)?.index ?? whole.length;
  // A form that begins with such a line says everything after it.
  const text = (end < 20 ? whole : whole.slice(0, end)).trim();
  const line = text.replace(/\s+/g, ' ');
  const found = [
    ...text.matchAll(/^[ \t]{0,12}(?:[Tt]o:|<|Recipient: ?)?\s?<?([^\s<>,;:"()@]{1,64}@[\w.-]{1,253})>?/gm),
  ];
  return {
    text,
    isKnownForm: KNOWN_FORM.test(line),
    isDelay: DELAY.test(line) || DELAY_SUBJECT.test(decodeWords(mail.headers.get('subject'))),
    recipients: found.slice(0, 20).map(([, address]) => address!.toLowerCase().replace(/\.+$/, '')),
  };
}

/** The first part that people read. */
function words(mail: MailPart): string {
  let html = '';
  for (const part of ownParts(mail)) {
    if (part.type === 'text/plain' && part.text.trim() !== '') return part.text;
    if (part.type === 'text/html' && html === '') html = plain(part.text.slice(0, LONGEST * 4));
  }
  return html;
}

const plain = (html: string): string =>
  html
    .replace(/<(?:br|p|div|tr|li|h\d)\b[^<>]{0,300}>/gi, '\n')
    .replace(/<[^<>]{0,2000}>/g, ' ')
    .replace(/&nbsp;/gi, ' ')
    .replace(/&lt;/gi, '<')
    .replace(/&gt;/gi, '>')
    .replace(/&#39;|&apos;/gi, "'")
    .replace(/&quot;/gi, '"')
    .replace(/&amp;/gi, '&');
