/** Subject and bodies of one call's messages, before they are filled in: those of the call, else of its template. */
import type { Sql } from '../../db/sql';
import { ArticleExpander } from '../articles/articleExpander';
import type { Realm } from '../realms/realm';
import { completeText } from '../templates/completeText';
import { requireTemplate } from '../templates/templates';
import type { SendRequest } from './sendRequest';

export interface MessageContent {
  readonly subject: string;
  readonly plainText: string;
  readonly html: string;
}

/**
 * A part that the call gives goes before that of the template; one that is empty or blank counts as not given.
 * Articles are put in as they are at this moment.
 * @throws {ApiError} `template.notFound`, `template.unreadable`, `request.tooLarge`
 */
export async function messageContent(
  sql: Sql,
  realm: Realm,
  { subject, plainText, html, options, data }: SendRequest,
  now: Date,
): Promise<MessageContent> {
  const given: MessageContent = { subject, plainText, html };
  const template = options.templateId > 0 ? await requireTemplate(sql, realm, options.templateId) : given;
  const articles = new ArticleExpander(sql, realm, now);
  const part = (name: keyof MessageContent): Promise<string> => {
    const text = given[name].trim() === '' ? template[name] : given[name];
    return completeText(articles, realm, name, text, data);
  };
  return {
    subject: await part('subject'),
    plainText: await part('plainText'),
    html: await part('html'),
  };
}
