/**
 * What a piece of return mail is, from its bytes alone. In this order: complaints (RFC 5965), read receipts,
 * delivery reports (RFC 3464), automatic answers, and notices in plain words, by status code first and then by rules
 * over the text. Pure, and in bounded time whatever it is given.
 */
import { isComplaint, readFeedbackReport } from './complaint';
import { readDeliveryReport, readReportInWords, type ReportedRecipient } from './deliveryReport';
import { readSigns } from './autoReply';
import { HeaderBlock } from './headerBlock';
import { classifyRefusal } from './classifyRefusal';
import { mailText, ownParts, readMail, type MailPart } from './mailPart';
import { noticeOf } from './notice';
import { returnPathTokens } from '../../secrets/returnPaths';
import { findStatus } from './statusRules';
import { BOUNCE_TYPES, type Verdict } from './verdict';

export function classifyReturnMail(raw: Buffer): Verdict {
  const text = mailText(raw);
  const mail = readMail(text);
  const found = { ...NOTHING, ...verdictOn(mail) };
  const texts = [text, ...[...ownParts(mail)].map((part) => part.text)];
  return {
    ...found,
    recipients: [...new Set(found.recipients)],
    originalMessageId: originalMessageId(mail, text),
    returnPathTokens: returnPathTokens(texts),
    diagnostic: [...found.diagnostic.replace(/[\p{Cc}\s]+/gu, ' ').trim()].slice(0, 255).join(''),
  };
}

const NOTHING: Verdict = {
  kind: 'unknown',
  type: null,
  category: null,
  confidence: 0,
  status: null,
  recipients: [],
  originalMessageId: null,
  returnPathTokens: [],
  diagnostic: '',
};

function verdictOn(mail: MailPart): Partial<Verdict> {
  const feedback = readFeedbackReport(mail);
  if (feedback) {
    if (!isComplaint(feedback)) return { recipients: feedback.recipients };
    const { feedbackType: category, recipients } = feedback;
    return { kind: 'complaint', type: BOUNCE_TYPES.complaint, category, confidence: 1, recipients };
  }
  // Read receipts have fields of the same names as delivery reports.
  for (const { type } of ownParts(mail))
    if (type === 'message/disposition-notification') return { kind: 'autoReply', confidence: 1 };
  const report = readDeliveryReport(mail);
  if (report) return verdictOnReport(report, mail);
  const signs = readSigns(mail.headers);
  if (signs.autoReply) return { kind: 'autoReply', confidence: 0.9 };
  const reportInWords = signs.bounce ? readReportInWords(mail) : null;
  if (reportInWords) return verdictOnReport(reportInWords, mail);
  return verdictOnWords(mail, signs.bounce);
}

/** A report counts as failed where any recipient is, and takes status and words from the first of them. */
function verdictOnReport(report: readonly ReportedRecipient[], mail: MailPart): Partial<Verdict> {
  const failed = report.filter(({ action }) => action === 'failed');
  const [first] = failed;
  if (!first) {
    const delayed = report.filter(({ action }) => action === 'delayed');
    const recipients = delayed.map(({ address }) => address);
    return delayed[0]
      ? {
          kind: 'delayed',
          confidence: 1,
          status: delayed[0].status,
          recipients,
          diagnostic: delayed[0].diagnostic,
        }
      : {};
  }
  const notice = noticeOf(mail);
  // Many systems report 5.0.0 and leave the other side's own code in its words.
  const own = findStatus(first.diagnostic);
  const isVague = first.status === null || /^\d\.(?:0|\d+\.0$)/.test(first.status);
  const status = isVague ? (own ?? first.status) : first.status;
  const words = first.diagnostic || notice.text;
  let { category, type, confidence } = classifyRefusal(status, words);
  if (category === 'other' && first.diagnostic)
    ({ category, type, confidence } = classifyRefusal(status, notice.text));
  return {
    kind: 'bounce',
    category,
    type,
    confidence,
    status,
    // Those that failed for another reason may have a better future.
    recipients: failed
      .filter((recipient) => recipient.status === first.status && recipient.address.includes('@'))
      .map(({ address }) => address),
    diagnostic: words,
  };
}

/** @param isSigned the headers say that a mail system wrote it */
function verdictOnWords(mail: MailPart, isSigned: boolean): Partial<Verdict> {
  const notice = noticeOf(mail);
  if (!isSigned && !notice.isKnownForm) return {};
  const recipients = [...addresses(mail.headers.all('x-failed-recipients').join(' ')), ...notice.recipients];
  if (notice.isDelay) return { kind: 'delayed', confidence: 0.9, recipients };
  const status = findStatus(notice.text);
  const { category, type, confidence } = classifyRefusal(status, notice.text);
  // Nothing in it says why, so perhaps it is no bounce at all.
  if (category === 'other' && status === null && !notice.isKnownForm && recipients.length === 0) return {};
  // Words without a report, the more so without a status code, are a little less certain.
  const certainty = confidence * (status ? 1 : 0.95);
  return {
    kind: 'bounce',
    category,
    type,
    confidence: Math.round(certainty * 100) / 100,
    status,
    recipients,
    diagnostic: notice.text.slice(0, 400),
  };
}

const addresses = (text: string): string[] =>
  [...text.matchAll(/[^\s<>,;:"()]{1,64}@[\w.-]{1,253}/g)].map(([address]) => address.toLowerCase());

/** From the returned mail, else from wherever the notice quotes one, else what the mail answers. */
function originalMessageId(mail: MailPart, text: string): string | null {
  for (const part of ownParts(mail)) {
    const returned = /^message\/(?:rfc822|global)$/.test(part.type)
      ? part.parts[0]?.headers
      : /rfc822-headers$|global-headers$/.test(part.type)
        ? HeaderBlock.read(part.text.replace(/^\n+/, ''))
        : undefined;
    const id = messageId(returned?.get('message-id'));
    if (id) return id;
  }
  const own = messageId(mail.headers.get('message-id'));
  for (const [, quoted] of text.matchAll(
    /^[> \t]{0,8}(?:X-)?(?:Original-)?Message-ID:\s?(<[^<>\s]{1,250}>)/gim,
  ))
    if (quoted && quoted !== own) return quoted;
  return messageId(mail.headers.get('in-reply-to')) ?? messageId(mail.headers.get('references'));
}

const messageId = (value: string | undefined): string | null =>
  /<[^<>\s]{1,250}>/.exec(value ?? '')?.[0] ?? null;
