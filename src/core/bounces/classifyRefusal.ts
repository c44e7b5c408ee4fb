/** Brings together what the status code and the words of a refusal say. */
import { findByStatus } from './statusRules';
import { findByText } from './textRules';
import { BOUNCE_TYPES, CATEGORIES, type BounceCategory, type BounceType, type Finding } from './verdict';

export interface Classification extends Finding {
  readonly type: BounceType;
}

/** Categories in which the words outweigh a code that claims something about the recipient. */
const ABOUT_THE_SENDER = new Set<BounceCategory>([
  'blocklist',
  'authentication',
  'spam-block',
  'greylisted',
  'relaying',
]);

/**
 * @param status enhanced status code, or null
 * @param words what the refusing system said; an SMTP answer code in it counts if there is no status
 */
export function classifyRefusal(status: string | null, words: string): Classification {
  const finding = combine(status, words);
  const isTemporary = status ? status.startsWith('4') : /^\D{0,40}\b4\d\d[ -]/.test(words);
  const base = CATEGORIES[finding.category];
  // A system that gave up on a temporary answer has not said that the address is bad.
  const event = isTemporary && base === 'hardBounce' ? 'softBounce' : base;
  return { ...finding, type: BOUNCE_TYPES[event] };
}

function combine(status: string | null, words: string): Finding {
  const coded = status ? findByStatus(status) : null;
  const said = findByText(words);
  if (!coded) return said ?? { category: 'other', confidence: 0.4 };
  if (!said) return coded;
  if (said.category === coded.category)
    return { category: coded.category, confidence: Math.max(coded.confidence, said.confidence, 0.95) };
  if (!coded.specific) return said;
  // "5.2.1 over quota", "5.4.1 no such user": an inexact code beside exact words.
  const isWeak = coded.confidence < 0.9 || coded.category === 'unreachable';
  const outweighs = said.confidence >= 0.9 && (ABOUT_THE_SENDER.has(said.category) || isWeak);
  const isFull = said.category === 'mailbox-full' && said.confidence >= 0.9;
  return outweighs || isFull ? said : coded;
}
