/**
 * The one rule on what a text may hold, for every door, file and page: the characters that XML 1.0 can carry. The
 * others (most control characters, U+FFFE, U+FFFF, halves of surrogate pairs) cannot be answered to any SOAP client,
 * so they are refused before anything is stored, and never replaced.
 */

/* eslint-disable no-control-regex -- control characters are the subject here */
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const EVERY_FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;
/* eslint-enable no-control-regex */
const HALF_PAIR = /\p{Cs}/u;

/** A character as people look it up: `U+200B`. */
export const codePointName = (code: number): string =>
  `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;

/** Why a text with this character is refused, as a clause. */
export const forbids = (code: number): string =>
  `it holds the character ${codePointName(code)}, which no text may hold; leave it out`;

/** Why a text is refused, as a clause; null if it is not. */
export function textProblem(text: string): string | null {
  // The two quick questions first: nearly every text passes both.
  const found = FORBIDDEN.exec(text) ?? (text.isWellFormed() ? null : HALF_PAIR.exec(text));
  return found && forbids(found[0].codePointAt(0)!);
}

/** The text with U+FFFD for each character that no text may hold: for what was made elsewhere and is only shown. */
export const replaceForbidden = (text: string): string =>
  FORBIDDEN.test(text) || !text.isWellFormed() ? text.replace(EVERY_FORBIDDEN, '\ufffd') : text;
