/** `article create`: a piece of content for templates. The SOAP API has no call for it. */
import { articleCreate as createArticle } from '../operations/administration/articles/articleSave';
import { realmShow } from '../operations/administration/realms/realmShow';
import {
  elementOptions,
  fromOption,
  givenElements,
  momentOption,
  problemLines,
  realmMoment,
} from './articleElements';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';

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
    return withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const zone = await call(realmShow, {});
      const { problems: found, ...article } = await call(createArticle, {
        name: input.args[1]!,
        ...elements,
        folder: input.option('folder'),
        startsAt: momentOption(input, 'from', zone),
      });
      const problems = problemLines(found);
      return {
        text: [
          `The article ${article.name} of the realm ${realm} has the id ${article.articleId}. Its first version starts ${realmMoment(article.startsAt!, zone)}.`,
          ...problems.map((problem) => `  look at ${problem}`),
        ].join('\n'),
        json: { realm, ...article, problems },
      };
    });
  },
};
