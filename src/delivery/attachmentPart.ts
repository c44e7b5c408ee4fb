/** A file as a part of a mail. */
import { isUtf8 } from 'node:buffer';
import { buildHeaderValue, foldLines } from 'nodemailer/lib/mime-funcs';
import type { Attachment } from '../core/messages/attachment';
import { base64, type MailPart } from './mimeText';

const WIDTH = 76;

/** Always base64, so that the file arrives byte for byte. */
export function attachmentPart({ fileName, contentType, content }: Attachment): MailPart {
  // What a text is encoded in stands in no file; UTF-8 alone can be told for sure.
  const charset = contentType.startsWith('text/') && isUtf8(content) ? { charset: 'utf-8' } : {};
  const line = (name: string, value: string, params: Record<string, string>): string =>
    `${foldLines(`${name}: ${buildHeaderValue({ value, params })}`, WIDTH)}\r\n`;
  return {
    headers: [
      line('Content-Type', contentType, { ...charset, name: fileName }),
      line('Content-Disposition', 'attachment', { filename: fileName }),
      'Content-Transfer-Encoding: base64\r\n',
    ].join(''),
    body: base64(content),
  };
}
