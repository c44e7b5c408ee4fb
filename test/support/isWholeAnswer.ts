/** Whether an HTTP answer has arrived whole, looked at as cheaply as a load generator needs it. */

const HEAD_END = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/** @param bytes the start of an answer; nothing follows it, since the next request waits for it */
export function isWholeAnswer(bytes: Buffer): boolean {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd === -1) return false;
  const head = bytes.toString('latin1', 0, headEnd);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  return length ? bytes.length >= headEnd + 4 + Number(length) : bytes.subarray(-5).equals(LAST_CHUNK);
}
