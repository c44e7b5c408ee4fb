/** Reads a mail that was saved as a file, to make a template of it: subject, plain text and HTML. */
import { decodeWords } from '../core/bounces/headerBlock';
import { ownParts, readMail } from '../core/bounces/mailPart';
import type { TemplatePart as Part } from '../operations/administration/templates/templateImport';

/** Parts that the mail has; attached files and pictures are left out. */
export function mailTemplate(raw: Buffer): Partial<Record<Part, string>> {
  const mail = readMail(raw.toString('latin1').replace(/\r\n?/g, '\n'));
  const texts = [...ownParts(mail)].filter(
    ({ headers, text }) => text !== '' && !/^\s*attachment/i.test(headers.get('content-disposition')),
  );
  const plainText = texts.find(({ type }) => type === 'text/plain')?.text;
  const html = texts.find(({ type }) => type === 'text/html')?.text;
  return {
    subject: decodeWords(mail.headers.get('subject')),
    ...(plainText === undefined ? {} : { plainText }),
    ...(html === undefined ? {} : { html }),
  };
}
