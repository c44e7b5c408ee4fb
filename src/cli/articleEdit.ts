/** `article edit`: a new version of an article, now or later; and its name and folder. */
import { articleEdit as editArticle } from '../operations/administration/articles/articleSave';
import { realmShow } from '../operations/administration/realms/realmShow';
import {
  elementOptions,
  fromOption,
  givenElements,
  momentOption,
  problemLines,
  realmMoment,
} from './articleElements';
import { UsageError, type Command } from './command';
import { withRealmNamed } from './operationCaller';

export const articleEdit: Command = {
  name: 'article edit',
  summary: 'Change an article, now or from a moment on.',
  details:
    'Elements make a new version; those that are not given stay as they are at its start, and older versions are kept. A version that starts at the very same moment is replaced. Launches that were called before keep what they took along.',
  args: [
    { name: 'REALM', doc: 'The realm.' },
    { name: 'NAME', doc: 'Name of the article.' },
  ],
  options: {
    ...elementOptions,
    folder: { value: 'PATH', doc: 'Move it to this folder, such as /news; / is the top.' },
    name: { value: 'NAME', doc: 'Rename it. Tags that bear the old name find nothing then.' },
    from: fromOption,
  },
  async run(input, terminal) {
    const elements = await givenElements(input);
    const hasElements = Object.keys(elements).length > 0;
    if (!hasElements && !input.has('folder') && !input.has('name'))
      throw new UsageError('Say what to change; see: article edit --help');
    if (!hasElements && input.has('from')) throw new UsageError('--from is for elements; give one.');
    return withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const zone = await call(realmShow, {});
      const { problems: found, ...article } = await call(editArticle, {
        article: input.args[1]!,
        name: input.option('name'),
        ...elements,
        folder: input.option('folder'),
        startsAt: momentOption(input, 'from', zone),
      });
      const { name, startsAt } = article;
      const problems = problemLines(found);
      return {
        text: [
          startsAt
            ? `The article ${name} has a version that starts ${realmMoment(startsAt, zone)}.`
            : `The article ${name} is changed.`,
          ...problems.map((problem) => `  look at ${problem}`),
        ].join('\n'),
        json: { realm, ...article, problems },
      };
    });
  },
};
