/**
 * Signs mails (DKIM, RFC 6376) with RSA or Ed25519 (RFC 8463). Our own because the composer of nodemailer, where its
 * signer sits, is not in use, and because it has no Ed25519. A repeat is signed the same, byte for byte: there is no
 * time in the signature, and both algorithms are deterministic.
 */
import { createHash, sign as signBytes, type KeyObject } from 'node:crypto';
import { readDkimKey } from '../core/sending/dkimKey';
import type { DkimIdentity } from '../core/sending/sendingRoutes';
import type { Transport } from './transport';

/** Signed if they are there. */
const SIGNED =
  /^(?:from|to|cc|reply-to|subject|date|message-id|mime-version|content-type|content-transfer-encoding|list-id|list-unsubscribe|list-unsubscribe-post|feedback-id|in-reply-to|references)$/;
/** Signed once more than they are there, so that nobody can add another one. */
const SEALED = ['from', 'to', 'cc', 'reply-to', 'subject', 'date', 'message-id'];

export type DkimSigner = (bytes: Buffer) => Promise<Buffer>;

/** @returns a function that puts a signature in front of a mail with CRLF lines */
export function dkimSigner({ domain, selector, privateKey }: DkimIdentity): DkimSigner {
  const key = readDkimKey(privateKey);
  if (!key) throw new Error('the DKIM key cannot be read');
  const algorithm = key.asymmetricKeyType === 'ed25519' ? 'ed25519-sha256' : 'rsa-sha256';
  return async (bytes) => {
    const end = bytes.indexOf('\r\n\r\n');
    const head = bytes.subarray(0, end < 0 ? bytes.length : end).toString('latin1');
    const body = end < 0 ? '' : bytes.subarray(end + 4).toString('latin1');
    const fields = head.split(/\r\n(?![ \t])/).map((line) => ({ name: nameOf(line), line }));
    const bodyHash = createHash('sha256').update(relaxedBody(body), 'latin1').digest('base64');
    // From the last one of a name to the first, as verifiers take them.
    const signed = fields.filter(({ name }) => SIGNED.test(name)).reverse();
    const names = [...signed.map(({ name }) => name), ...SEALED];
    const unsigned = [
      `DKIM-Signature: v=1; a=${algorithm}; c=relaxed/relaxed; d=${domain}; s=${selector};`,
      `h=${folded(names)};`,
      `bh=${bodyHash};`,
      'b=',
    ].join('\r\n ');
    const text = [...signed.map(({ line }) => `${relaxedHeader(line)}\r\n`), relaxedHeader(unsigned)].join(
      '',
    );
    const signature = await signText(text, key);
    return Buffer.concat([
      Buffer.from(`${unsigned}${signature.replace(/.{1,72}(?=.)/g, '$&\r\n ')}\r\n`, 'latin1'),
      bytes,
    ]);
  };
}

/** A way out that signs what goes through it. */
export const signing = (transport: Transport, sign: DkimSigner): Transport => ({
  slots: transport.slots,
  send: async (mail, beforeEnd) => transport.send({ ...mail, bytes: await sign(mail.bytes) }, beforeEnd),
  ...(transport.takesUtf8 && { takesUtf8: () => transport.takesUtf8!() }),
  ...(transport.abort && { abort: () => transport.abort!() }),
  close: () => transport.close(),
});

const nameOf = (line: string): string =>
  line
    .slice(0, Math.max(0, line.indexOf(':')))
    .trim()
    .toLowerCase();

const relaxedHeader = (line: string): string => {
  const value = line.slice(line.indexOf(':') + 1).replace(/\r\n/g, '');
  return `${nameOf(line)}:${value.replace(/[ \t]+/g, ' ').replace(/^ | $/g, '')}`;
};

function relaxedBody(body: string): string {
  const text = body.replace(/[ \t]+/g, ' ').replace(/ (?=\r\n)| $/g, '');
  let end = text.length;
  while (end >= 2 && text.startsWith('\r\n', end - 2)) end -= 2;
  return end === 0 ? '' : `${text.slice(0, end)}\r\n`;
}

/** Off the event loop: an RSA signature takes about a millisecond. RFC 8463 signs the hash, RFC 6376 the text. */
function signText(text: string, key: KeyObject): Promise<string> {
  const bytes = Buffer.from(text, 'latin1');
  const isEd25519 = key.asymmetricKeyType === 'ed25519';
  const data = isEd25519 ? createHash('sha256').update(bytes).digest() : bytes;
  return new Promise((resolve, reject) => {
    signBytes(isEd25519 ? null : 'sha256', data, key, (error, signature) => {
      if (error) reject(error);
      else resolve(signature.toString('base64'));
    });
  });
}

/** Names joined with colons, on lines of a bearable length. */
const folded = (names: readonly string[]): string => names.join(':').replace(/.{1,70}:(?=.)/g, '$&\r\n ');
