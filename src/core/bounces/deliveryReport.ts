/** Reads delivery reports (RFC 3464): what became of each recipient. */
import { HeaderBlock } from './headerBlock';
import { ownParts, type MailPart } from './mailPart';

export interface ReportedRecipient {
  /** `failed`, `delayed`, `delivered`, `relayed`, `expanded`; lower case. */
  readonly action: string;
  readonly status: string | null;
  /** Lower case; the original address where the report has both. */
  readonly address: string;
  readonly diagnostic: string;
}

const MAX_RECIPIENTS = 100;

/** @returns null if the mail has no such report */
export function readDeliveryReport(mail: MailPart): ReportedRecipient[] | null {
  for (const part of ownParts(mail)) {
    if (/^message\/(?:global-)?delivery-status$/.test(part.type)) {
      const found = recipientsOf(part.text);
      if (found.length > 0) return found;
    }
  }
  return null;
}

/** The same fields in plain text, as some systems send them; only for mail that comes from a mail system. */
export function readReportInWords(mail: MailPart): ReportedRecipient[] | null {
  for (const part of ownParts(mail)) {
    const start = /^(?:Final|Original)-Recipient:/im.exec(part.text)?.index;
    if (start === undefined) continue;
    const found = recipientsOf(part.text.slice(start));
    if (found.length > 0) return found;
  }
  return null;
}

function recipientsOf(text: string): ReportedRecipient[] {
  const found: ReportedRecipient[] = [];
  // Blocks with an empty line between them; an empty line can hold blanks.
  for (const group of text.split(/\n[ \t]*\n/)) {
    if (found.length >= MAX_RECIPIENTS) break;
    const fields = HeaderBlock.read(group.replace(/^\n+/, ''));
    const final = typed(fields.get('final-recipient'));
    const original = typed(fields.get('original-recipient'));
    const action = /^[a-z]+/.exec(fields.get('action').toLowerCase())?.[0] ?? '';
    const status = /^[245]\.\d{1,3}\.\d{1,3}/.exec(fields.get('status'))?.[0] ?? null;
    if (final === '' && original === '' && action === '') continue;
    found.push({
      action: action || (status?.startsWith('5') ? 'failed' : ''),
      status,
      address: (original || final).toLowerCase(),
      diagnostic: [
        typed(fields.get('diagnostic-code')),
        fields.get('x-notes'),
        fields.get('x-supplementary-info'),
      ]
        .filter(Boolean)
        .join(' '),
    });
  }
  return found;
}

/** The value without its `rfc822;` or `smtp;`, comments and angle brackets. */
const typed = (value: string): string => {
  const bare = value.replace(/^\s*[\w-]{1,30}\s?;\s?/, '').trim();
  return /^<[^<>]*>$/.test(bare) ? bare.slice(1, -1) : bare;
};
