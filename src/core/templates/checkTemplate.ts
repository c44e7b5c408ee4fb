/** Checks a template before it is written, whoever sends it. */
import { fail } from '../../contract/errorCatalogue';
import { isLonger } from '../../text/isLonger';
import { parseTemplate } from './language/parseTemplate';
import { LIVE_PARTS, type TemplateChanges } from './storedTemplate';

/** Characters. */
const NAME = 100;
const SUBJECT = 2000;
const REMARK = 16_000;
const CHARSET = 40;
/** Bytes of one body. Four of them fit into one packet of a database with default settings (16 MB). */
const BODY = 3_500_000;

/** A name as it is stored and looked up. */
export const templateName = (name: string): string => name.trim();

/**
 * @returns the changes, the name and the charset trimmed
 * @throws {ApiError} `argument.invalid`, naming the part
 */
export function checkTemplate<C extends TemplateChanges>(changes: C): C {
  const refuse = (name: string, reason: string): never => fail('argument.invalid', { name, reason });
  const atMost = (name: keyof TemplateChanges, size: number): void => {
    const text = changes[name];
    if (typeof text === 'string' && isLonger(text, size))
      refuse(name, `it is longer than ${size} characters`);
  };
  const checked: TemplateChanges = {
    ...changes,
    ...(changes.name === undefined ? {} : { name: templateName(changes.name) }),
    ...(changes.charset === undefined ? {} : { charset: changes.charset.trim() }),
  };
  if (checked.name === '') refuse('templateName', 'a template has a name');
  if ([...(checked.name ?? '')].length > NAME) refuse('templateName', `it is longer than ${NAME} characters`);
  if (/\p{Cc}/u.test(checked.name ?? '')) refuse('templateName', 'it holds control characters');
  atMost('subject', SUBJECT);
  atMost('description', REMARK);
  atMost('notes', REMARK);
  atMost('charset', CHARSET);
  for (const part of ['plainText', 'html', 'aol', 'mobile'] as const) {
    if (Buffer.byteLength(changes[part] ?? '') > BODY) refuse(part, `it has more than ${BODY} bytes`);
  }
  for (const part of LIVE_PARTS) {
    const refused = parseTemplate(changes[part] ?? '').problems.find(({ effect }) => effect === 'left out');
    if (refused)
      refuse(
        part,
        `in line ${refused.line}, column ${refused.column}, there is a tag that ${refused.reason}`,
      );
  }
  return checked as C;
}
