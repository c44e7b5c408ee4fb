/** Reads complaints: abuse reports (RFC 5965) that providers send when a reader marks a mail as spam. */
import { HeaderBlock } from './headerBlock';
import { ownParts, type MailPart } from './mailPart';

export interface FeedbackReport {
  /** `abuse`, `fraud`, `virus`, `other`, `opt-out`, `not-spam`, `auth-failure`, ...; lower case. */
  readonly feedbackType: string;
  /** Lower case; providers often leave them out. */
  readonly recipients: readonly string[];
}

/** Reports that are not about a reader's wish: a mail taken out of the spam folder, and failed authentication. */
const NO_COMPLAINT = new Set(['not-spam', 'auth-failure', 'dmarc', 'dkim']);

export function readFeedbackReport(mail: MailPart): FeedbackReport | null {
  for (const part of ownParts(mail)) {
    if (part.type !== 'message/feedback-report') continue;
    const fields = HeaderBlock.read(part.text.replace(/^\n+/, ''));
    const feedbackType = fields.get('feedback-type').toLowerCase() || 'abuse';
    const recipients = [...fields.all('original-rcpt-to'), ...fields.all('removal-recipient')]
      .map((value) => value.replace(/[<>]/g, '').trim().toLowerCase())
      .filter((address) => address.includes('@'));
    return { feedbackType: feedbackType.slice(0, 32), recipients: [...new Set(recipients)] };
  }
  return null;
}

export const isComplaint = ({ feedbackType }: FeedbackReport): boolean => !NO_COMPLAINT.has(feedbackType);
