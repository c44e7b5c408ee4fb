/** What enhanced status codes (RFC 3463 and its registry) say about why mail came back. */
import type { Finding } from './verdict';

/** By subject and detail, without the class. Those that say nothing of the cause are left out. */
const BY_DETAIL: Readonly<Record<string, Finding>> = {
  '1.1': { category: 'unknown-user', confidence: 0.95 },
  '1.2': { category: 'unknown-domain', confidence: 0.95 },
  '1.3': { category: 'unknown-user', confidence: 0.9 },
  '1.4': { category: 'unknown-user', confidence: 0.7 },
  '1.6': { category: 'inactive', confidence: 0.9 },
  '1.7': { category: 'policy', confidence: 0.7 },
  '1.8': { category: 'policy', confidence: 0.8 },
  '1.9': { category: 'policy', confidence: 0.7 },
  // A domain without mail by the registry; Exchange says it of addresses.
  '1.10': { category: 'unknown-domain', confidence: 0.85 },
  '2.1': { category: 'inactive', confidence: 0.85 },
  '2.2': { category: 'mailbox-full', confidence: 0.95 },
  '2.3': { category: 'too-large', confidence: 0.95 },
  '3.1': { category: 'mailbox-full', confidence: 0.7 },
  '3.4': { category: 'too-large', confidence: 0.95 },
  '4.1': { category: 'unreachable', confidence: 0.9 },
  '4.2': { category: 'unreachable', confidence: 0.9 },
  '4.3': { category: 'dns', confidence: 0.9 },
  '4.4': { category: 'dns', confidence: 0.85 },
  '4.5': { category: 'system', confidence: 0.8 },
  '4.6': { category: 'loop', confidence: 0.95 },
  '4.7': { category: 'unreachable', confidence: 0.9 },
  '6.1': { category: 'content', confidence: 0.7 },
  '7.5': { category: 'policy', confidence: 0.8 },
  '7.20': { category: 'authentication', confidence: 0.95 },
  '7.21': { category: 'authentication', confidence: 0.95 },
  '7.22': { category: 'authentication', confidence: 0.95 },
  '7.23': { category: 'authentication', confidence: 0.95 },
  '7.24': { category: 'authentication', confidence: 0.95 },
  '7.25': { category: 'authentication', confidence: 0.9 },
  '7.26': { category: 'authentication', confidence: 0.95 },
  '7.27': { category: 'policy', confidence: 0.9 },
  '7.28': { category: 'spam-block', confidence: 0.9 },
  '7.509': { category: 'authentication', confidence: 0.95 },
  '7.606': { category: 'blocklist', confidence: 0.95 },
  '7.708': { category: 'blocklist', confidence: 0.95 },
};

/** Codes that only name an area; the words beside them decide where they can. */
const BY_SUBJECT: Readonly<Record<string, Finding>> = {
  '0': { category: 'other', confidence: 0.5 },
  '1': { category: 'other', confidence: 0.5 },
  '2': { category: 'other', confidence: 0.5 },
  '3': { category: 'system', confidence: 0.6 },
  '4': { category: 'unreachable', confidence: 0.6 },
  '5': { category: 'other', confidence: 0.5 },
  '6': { category: 'content', confidence: 0.6 },
  '7': { category: 'policy', confidence: 0.7 },
};

export interface StatusFinding extends Finding {
  /** False if the code only names an area. */
  readonly specific: boolean;
}

/** @param status such as `5.1.1` */
export function findByStatus(status: string): StatusFinding | null {
  const [, subject, detail] = /^[45]\.(\d{1,3})\.(\d{1,3})$/.exec(status) ?? [];
  if (subject === undefined || detail === undefined) return null;
  const exact = BY_DETAIL[`${Number(subject)}.${Number(detail)}`];
  if (exact) return { ...exact, specific: true };
  const area = BY_SUBJECT[String(Number(subject))];
  return area ? { ...area, specific: false } : null;
}

/**
 * The first enhanced status code in a text. A code counts where something says that it is one: an SMTP answer before
 * it, brackets, a `#`; a version or a network address is none.
 */
export function findStatus(text: string): string | null {
  const found =
    /(?:(?<!\d)[45]\d\d[ -]\(?#?|[#<([]|status(?: code)?\s{0,3}[:=]\s{0,3}|^)([45]\.\d{1,3}\.\d{1,3})(?![\d.]\d|\d)/im.exec(
      text,
    );
  return found?.[1] ?? null;
}
