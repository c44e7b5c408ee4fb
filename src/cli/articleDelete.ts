/** `article delete`: an article with all its versions, or one version of it. */
import {
  articleDelete as deleteArticle,
  articleVersionDelete,
} from '../operations/administration/articles/articleDelete';
import { realmShow } from '../operations/administration/realms/realmShow';
import { momentOption, realmMoment } from './articleElements';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';

export const articleDelete: Command = {
  name: 'article delete',
  summary: 'Delete an article, or one version of it.',
  details: 'Tags that name a deleted article stay in mails as they are written; "template scan" finds them.',
  args: [
    { name: 'REALM', doc: 'The realm.' },
    { name: 'NAME', doc: 'Name of the article.' },
  ],
  options: {
    version: {
      value: 'DATE',
      doc: 'Delete only the version that starts at this moment, as "article show" prints it.',
    },
  },
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const article = input.args[1]!;
      const zone = await call(realmShow, {});
      const startsAt = momentOption(input, 'version', zone);
      if (!startsAt) {
        const deleted = await call(deleteArticle, { article });
        return {
          text: `The article ${deleted.name} is deleted, with ${deleted.versions.length} versions.`,
          json: { realm, ...deleted },
        };
      }
      const deleted = await call(articleVersionDelete, { article, startsAt });
      return {
        text: `The version of ${deleted.name} that started ${realmMoment(deleted.versions[0]!, zone)} is deleted.`,
        json: { realm, ...deleted },
      };
    }),
};
