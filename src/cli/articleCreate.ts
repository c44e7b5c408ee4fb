/** `article create`: a piece of content for templates. The SOAP API has no call for it. */
import { articleName } from '../core/articles/article';
import { createArticle } from '../core/articles/articles';
import { addVersion } from '../core/articles/saveArticle';
import { ensureFolderPath } from '../core/lists/folders';
import {
  elementOptions,
  fromOption,
  givenElements,
  momentOption,
  problemLines,
  realmMoment,
} from './articleElements';
import type { Command } from './command';
import { withRealm } from './withControl';

export const articleCreate: Command = {
  name: 'article create',
  summary: 'Create an article, which templates print with %%article NAME ELEMENT%%.',
  details:
    'Elements that are not given are empty. They may hold tags, those of other articles included. Before its first version starts, an article prints nothing.',
  args: [
    { name: 'REALM', doc: 'The realm.' },
    { name: 'NAME', doc: 'Name of the article, unique in the realm.' },
  ],
  options: {
    ...elementOptions,
    folder: { value: 'PATH', doc: 'Folder to keep it in, such as /news; made where it is missing.' },
    from: fromOption,
  },
  async run(input, terminal) {
    const elements = await givenElements(input);
    return withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const now = new Date();
      const name = articleName(input.args[1]!);
      const folderId = await ensureFolderPath(sql, realm, 'article', input.option('folder') ?? '');
      const articleId = await createArticle(sql, realm, { name, folderId }, now);
      const startsAt = momentOption(input, 'from', realm) ?? now;
      const article = { articleId, name, folderId };
      const problems = problemLines(await addVersion(sql, realm, article, { elements, startsAt }, now));
      return {
        text: [
          `The article ${name} of the realm ${realm.name} has the id ${articleId}. Its first version starts ${realmMoment(startsAt, realm)}.`,
          ...problems.map((problem) => `  look at ${problem}`),
        ].join('\n'),
        json: { realm: realm.name, ...article, startsAt, problems },
      };
    });
  },
};
