/** A file that goes out with a message, made of the name and the body that a caller gave. */
import { detectMimeType } from 'nodemailer/lib/mime-funcs';
import { fail } from '../../contract/errorCatalogue';
import { isLonger } from '../../text/isLonger';
import { decodeBody, isTextType } from './attachmentBody';

export interface Attachment {
  /** One name without a folder; no control characters. */
  readonly fileName: string;
  /** Without parameters. */
  readonly contentType: string;
  readonly content: Buffer;
}

/** Longest name that is kept, in characters. */
const NAME_LENGTH = 200;

/**
 * @param fileName with or without folders in front, of any system
 * @param body the content: bytes, text, or base64 (docs/decisions/0011-attachments.md says how they are told apart)
 * @throws {ApiError} `argument.missing`, `argument.invalid`
 */
export function readAttachment(fileName: string | null, body: string | Buffer | null): Attachment {
  const name = bareName(fileName ?? '');
  const contentType = typeOf(name);
  const content = Buffer.isBuffer(body) ? body : decodeBody(body ?? '', isTextType(contentType));
  return { fileName: name, contentType, content };
}

/** What could lead out of a folder, or make a name look like another one, is taken away. */
function bareName(given: string): string {
  // Control and format characters, among them those that turn the direction of writing around.
  const clean = given.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '');
  const name = clean.slice(Math.max(clean.lastIndexOf('/'), clean.lastIndexOf('\\')) + 1).trim();
  if (clean.trim() === '') return fail('argument.missing', { name: 'attFilename' });
  if (/^\.*$/.test(name))
    return fail('argument.invalid', { name: 'attFilename', reason: 'it names a folder, not a file' });
  if (isLonger(name, NAME_LENGTH))
    return fail('argument.invalid', {
      name: 'attFilename',
      reason: `it is longer than ${NAME_LENGTH} characters`,
    });
  return name;
}

/** Type by the extension. Mail forbids to encode whole messages inside a mail, so those go as plain data. */
function typeOf(name: string): string {
  const type = name.includes('.') ? detectMimeType(name.slice(name.lastIndexOf('.') + 1)) : '';
  return type === '' || /^(?:message|multipart)\//.test(type) ? 'application/octet-stream' : type;
}
