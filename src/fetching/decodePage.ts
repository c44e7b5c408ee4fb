/** Turns the bytes of a fetched page into text, by what it says of itself and else by what it looks like. */
import { TextDecoder } from 'node:util';

const DECLARED = /charset\s*=\s*["']?\s*([\w.:-]{1,40})/i;

/** @param contentType the header, or '' */
export function decodePage(bytes: Buffer, contentType: string): string {
  const declared =
    byteOrderMark(bytes) ??
    DECLARED.exec(contentType)?.[1] ??
    // Where the header is silent, HTML and XML may name it at their beginning.
    /<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{1,40})/i.exec(
      bytes.subarray(0, 1024).toString('latin1'),
    )?.[1];
  if (declared) {
    try {
      return decode(bytes, new TextDecoder(declared));
    } catch {
      // A name that nobody knows says nothing.
    }
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return decode(bytes, new TextDecoder('windows-1252'));
  }
}

/** What the bytes 0x80 to 0x9f are in windows-1252. */
const HIGH_CONTROLS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Node 20 reads windows-1252 as if it were Latin-1, so these signs are put in by hand. */
function decode(bytes: Buffer, decoder: TextDecoder): string {
  if (decoder.encoding !== 'windows-1252') return decoder.decode(bytes);
  return bytes.toString('latin1').replace(/[\x80-\x9f]/g, (c) => HIGH_CONTROLS[c.charCodeAt(0) - 0x80]!);
}

function byteOrderMark(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : undefined;
}
