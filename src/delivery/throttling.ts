/** Tells answers of a relay that say "not so fast" from those about a recipient or a mail. */

/** 421 is about the connection, whatever it says; the others say it in words or by their extended codes. */
const FROM_CODE = /^421\b/;
const TEMPORARY = /^45[0-2]\b/;
const ABOUT_RATE =
  /\b(?:rate|slow(?:er)? ?down|throttl\w*|too (?:many|much|fast|often|quickly)|limit(?:s|ed)?|exceed(?:s|ed|ing)?|busy)\b|\b4\.7\.28\b/i;
/** These say the same of one recipient: its mailbox, or that it sees us for the first time. */
const ABOUT_RECIPIENT = /gr[ae]y-?list|mailbox|quota|\b4\.2\.\d/i;

/** @param response the relay's answer, beginning with its code */
export const isThrottling = (response: string): boolean =>
  FROM_CODE.test(response) ||
  (TEMPORARY.test(response) && ABOUT_RATE.test(response) && !ABOUT_RECIPIENT.test(response));
