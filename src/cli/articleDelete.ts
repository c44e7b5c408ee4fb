/** `article delete`: an article with all its versions, or one version of it. */
import { deleteArticle, deleteVersion, requireArticle, versionStarts } from '../core/articles/articles';
import { momentOption, realmMoment } from './articleElements';
import { CommandError, type Command } from './command';
import { withRealm } from './withControl';

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
    withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const article = await requireArticle(sql, realm, input.args[1]!);
      const wanted = momentOption(input, 'version', realm);
      const starts = await versionStarts(sql, realm, article.articleId);
      if (!wanted) {
        await deleteArticle(sql, realm, article.articleId);
        return {
          text: `The article ${article.name} is deleted, with ${starts.length} versions.`,
          json: { realm: realm.name, ...article, versions: starts },
        };
      }
      // Shown to the second; JSON has the milliseconds.
      const exact = starts.filter((each) => each.getTime() === wanted.getTime());
      const second = (date: Date): number => Math.floor(date.getTime() / 1000);
      const inSecond = starts.filter((each) => second(each) === second(wanted));
      const [start, other] = exact.length > 0 ? exact : inSecond;
      if (!start) throw new CommandError(`No version starts ${realmMoment(wanted, realm)}.`);
      if (other) throw new CommandError('Several versions start in that second; write it with milliseconds.');
      if (starts.length === 1)
        throw new CommandError('It is the only version; delete the article, or edit it.');
      await deleteVersion(sql, realm, article.articleId, start);
      return {
        text: `The version of ${article.name} that started ${realmMoment(start, realm)} is deleted.`,
        json: { realm: realm.name, ...article, versions: [start] },
      };
    }),
};
