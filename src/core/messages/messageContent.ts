/** Subject and bodies of one call's messages, before they are filled in: those of the call, else of its template. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { requireTemplate } from '../templates/templates';
import type { SendRequest } from './sendRequest';

export interface MessageContent {
  readonly subject: string;
  readonly plainText: string;
  readonly html: string;
}

/**
 * A part that the call gives goes before that of the template; one that is empty or blank counts as not given.
 * @throws {ApiError} `template.notFound`
 */
export async function messageContent(
  sql: Sql,
  realm: Realm,
  { subject, plainText, html, options }: SendRequest,
): Promise<MessageContent> {
  const given: MessageContent = { subject, plainText, html };
  if (options.templateId <= 0) return given;
  const template = await requireTemplate(sql, realm, options.templateId);
  const part = (name: keyof MessageContent): string =>
    given[name].trim() === '' ? template[name] : given[name];
  return { subject: part('subject'), plainText: part('plainText'), html: part('html') };
}
