/** `template scan`: which tags templates use, and whether they work here. The first thing to run when moving house. */
import { TagCounts } from '../core/templates/language/tagCounts';
import { templateScan as scanRealm } from '../operations/administration/templates/templateScan';
import { UsageError, type Command, type CommandInput, type Terminal } from './command';
import { withRealmNamed, type OutputOf } from './operationCaller';
import { table } from './table';
import { textFiles } from './textFiles';

type Scan = Pick<TagCounts, 'texts' | 'forms'> | OutputOf<typeof scanRealm>;

export const templateScan: Command = {
  name: 'template scan',
  summary: 'Count the tags of templates, and tell which of them are known here.',
  details:
    'Reads one file, every text file of a folder and those below it, or the templates and articles of a realm. Each form of tag is known (it is of the legacy language), ours (it works here only) or unknown (it stays as text, as the tag of an article that the realm does not have). Exit code 1 where one is unknown.',
  args: [{ name: 'PATH', doc: 'A file or a folder; none with --realm.', optional: true }],
  options: { realm: { value: 'REALM', doc: 'Look at the templates and articles of this realm instead.' } },
  async run(input, terminal) {
    const { texts, forms } = await scanOf(input, terminal);
    const tags = (status: Scan['forms'][number]['status']): number =>
      forms.filter((form) => form.status === status).reduce((sum, form) => sum + form.count, 0);
    const totals = { known: tags('known'), ours: tags('ours'), unknown: tags('unknown') };
    const rows = forms.map(({ status, count: n, sources, form, first }) => [status, n, sources, form, first]);
    return {
      text: [
        table(['STATUS', 'COUNT', 'IN', 'TAG', 'FIRST'], rows, 'There are no tags.'),
        '',
        ...unknownPlaces(forms),
        `${texts} texts: ${totals.known} known tags, ${totals.ours} ours, ${totals.unknown} unknown.`,
      ].join('\n'),
      json: { texts, totals, forms },
      isBad: totals.unknown > 0,
    };
  },
};

/** Where an editor finds what is unknown. */
function unknownPlaces(forms: Scan['forms']): string[] {
  const lines = forms.flatMap(({ form, count, places }) => [
    ...places.map((place) => `  ${place}  ${form}`),
    ...(count > places.length && places.length > 0 ? [`  and ${count - places.length} more of ${form}`] : []),
  ]);
  return lines.length > 0 ? ['Unknown tags stand at:', ...lines, ''] : [];
}

async function scanOf(input: CommandInput, terminal: Terminal): Promise<Scan> {
  const [path] = input.args;
  const realmName = input.option('realm');
  if ((path === undefined) === (realmName === undefined))
    throw new UsageError('Name a file or a folder, or a realm with --realm.');
  if (path === undefined) return withRealmNamed(terminal, realmName!, ({ call }) => call(scanRealm, {}));
  const counts = new TagCounts();
  for await (const file of textFiles(path)) counts.add(file.path, file.text);
  return counts;
}
