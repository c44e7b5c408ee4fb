/** `article edit`: a new version of an article, now or later; and its name and folder. */
import { articleName } from '../core/articles/article';
import { requireArticle, updateArticle } from '../core/articles/articles';
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
import { UsageError, type Command } from './command';
import { withRealm } from './withControl';

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
    return withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const now = new Date();
      const article = await requireArticle(sql, realm, input.args[1]!);
      const folder = input.option('folder');
      const changed = {
        ...article,
        ...(input.has('name') ? { name: articleName(input.option('name')!) } : {}),
        ...(folder === undefined ? {} : { folderId: await ensureFolderPath(sql, realm, 'article', folder) }),
      };
      await updateArticle(sql, realm, changed, now);
      const startsAt = hasElements ? (momentOption(input, 'from', realm) ?? now) : null;
      const problems = startsAt
        ? problemLines(await addVersion(sql, realm, changed, { elements, startsAt }, now))
        : [];
      return {
        text: [
          startsAt
            ? `The article ${changed.name} has a version that starts ${realmMoment(startsAt, realm)}.`
            : `The article ${changed.name} is changed.`,
          ...problems.map((problem) => `  look at ${problem}`),
        ].join('\n'),
        json: { realm: realm.name, ...changed, startsAt, problems },
      };
    });
  },
};
