/** Writes text into XML. Stored values may hold characters that XML 1.0 cannot carry in any form. */

/* eslint-disable no-control-regex -- control characters are the subject here */
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const SPECIAL = /[&<>\r\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const EVERY_SPECIAL = /[&<>\r\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const EVERY_SPECIAL_IN_ATTRIBUTE = /[&<>"\t\n\r\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
/* eslint-enable no-control-regex */

function replacement(character: string): string {
  switch (character) {
    case '&':
      return '&amp;';
    case '<':
      return '&lt;';
    case '>':
      return '&gt;';
    case '"':
      return '&quot;';
    // A bare one would be read as a line feed.
    case '\r':
      return '&#xD;';
    case '\t':
      return '&#x9;';
    case '\n':
      return '&#xA;';
    default:
      return '\ufffd';
  }
}

/** Character data. Half surrogates are left to the UTF-8 encoder, which writes U+FFFD for them. */
export const escapeXml = (text: string): string =>
  SPECIAL.test(text) ? text.replace(EVERY_SPECIAL, replacement) : text;

/** The value of an attribute in double quotes. */
export const escapeXmlAttribute = (text: string): string =>
  text.replace(EVERY_SPECIAL_IN_ATTRIBUTE, replacement);

/** What XML cannot carry, not even escaped, as U+FFFD. */
export const writableXml = (text: string): string => text.toWellFormed().replace(UNWRITABLE, '\ufffd');
