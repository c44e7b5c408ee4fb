/**
 * Old Java clients write a character beyond the Basic Multilingual Plane as two references, one per UTF-16 half
 * (`&#xD83D;&#xDE00;`). That is not XML and no parser takes it, so the halves are joined before parsing.
 */

/** Cheap test for a reference that starts like a high half, in hex or decimal. */
const SUSPECT = /&#(?:x0*[dD][89abAB]|0*5[56])/;
const TOKEN =
  /<!\[CDATA\[|<!--|&#(?:x0*(d[89ab][0-9a-f]{2})|0*(5[56]\d{3}));&#(?:x0*(d[c-f][0-9a-f]{2})|0*(5[67]\d{3}));/gi;

/** Joins pairs of surrogate references. CDATA sections and comments, where they are plain text, stay as they are. */
export function joinSurrogates(xml: string): string {
  if (!SUSPECT.test(xml)) return xml;
  let joined = '';
  let copied = 0;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(xml); match; match = TOKEN.exec(xml)) {
    const [token, hexHigh, decimalHigh, hexLow, decimalLow] = match;
    if (token.startsWith('<!')) {
      const end = xml.indexOf(token === '<!--' ? '-->' : ']]>', TOKEN.lastIndex);
      // Unclosed: the parser will say so.
      if (end === -1) break;
      TOKEN.lastIndex = end;
      continue;
    }
    const high = hexHigh ? parseInt(hexHigh, 16) : Number(decimalHigh);
    const low = hexLow ? parseInt(hexLow, 16) : Number(decimalLow);
    if (high < 0xd800 || high > 0xdbff || low < 0xdc00 || low > 0xdfff) continue;
    joined += xml.slice(copied, match.index) + String.fromCharCode(high, low);
    copied = TOKEN.lastIndex;
  }
  return joined + xml.slice(copied);
}
