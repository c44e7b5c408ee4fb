/** `template scan`: which tags templates use, and whether they work here. The first thing to run when moving house. */
import { allArticles, versionAt } from '../core/articles/articles';
import { LIVE_PARTS } from '../core/templates/storedTemplate';
import { scanTags, type TagStatus } from '../core/templates/language/scanTags';
import { ARTICLE_ELEMENTS } from '../core/templates/language/template';
import { findTemplate, templateNames } from '../core/templates/templates';
import { UsageError, type Command, type CommandInput, type Terminal } from './command';
import { table } from './table';
import { textFiles } from './textFiles';
import { withRealm } from './withControl';

/** A text to look at, and what to call it. */
interface Source {
  readonly name: string;
  readonly text: string;
  /** Names of the articles of the realm; undefined for files. */
  readonly articles?: ReadonlySet<string>;
}

interface CountedForm {
  readonly form: string;
  readonly status: TagStatus;
  count: number;
  /** Texts that have it. */
  sources: number;
  /** Where it stands first: source and line. */
  readonly first: string;
  /** Of an unknown form: source, line and column of each, up to a bound. */
  readonly places: string[];
}

const MAX_PLACES = 100;

export const templateScan: Command = {
  name: 'template scan',
  summary: 'Count the tags of templates, and tell which of them are known here.',
  details:
    'Reads one file, every text file of a folder and those below it, or the templates and articles of a realm. Each form of tag is known (it is of the legacy language), ours (it works here only) or unknown (it stays as text, as the tag of an article that the realm does not have). Exit code 1 where one is unknown.',
  args: [{ name: 'PATH', doc: 'A file or a folder; none with --realm.', optional: true }],
  options: { realm: { value: 'REALM', doc: 'Look at the templates and articles of this realm instead.' } },
  async run(input, terminal) {
    const counts = new Map<string, CountedForm>();
    let texts = 0;
    await forEachSource(input, terminal, (source) => {
      texts++;
      count(counts, source);
    });
    const order: readonly TagStatus[] = ['unknown', 'ours', 'known'];
    const forms = [...counts.values()].sort(
      (a, b) =>
        order.indexOf(a.status) - order.indexOf(b.status) || b.count - a.count || (a.form < b.form ? -1 : 1),
    );
    const tags = (status: TagStatus): number =>
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
function unknownPlaces(forms: readonly CountedForm[]): string[] {
  const lines = forms.flatMap(({ form, count, places }) => [
    ...places.map((place) => `  ${place}  ${form}`),
    ...(count > places.length && places.length > 0 ? [`  and ${count - places.length} more of ${form}`] : []),
  ]);
  return lines.length > 0 ? ['Unknown tags stand at:', ...lines, ''] : [];
}

async function forEachSource(
  input: CommandInput,
  terminal: Terminal,
  look: (source: Source) => void,
): Promise<void> {
  const [path] = input.args;
  const realmName = input.option('realm');
  if ((path === undefined) === (realmName === undefined))
    throw new UsageError('Name a file or a folder, or a realm with --realm.');
  if (path !== undefined) {
    for await (const file of textFiles(path)) look({ name: file.path, text: file.text });
    return;
  }
  await withRealm(terminal, realmName!, async (sql, realm) => {
    const now = new Date();
    const all = await allArticles(sql, realm, now);
    const articles = new Set(all.map(({ name }) => name));
    for (const { templateId, name } of await templateNames(sql, realm)) {
      const template = await findTemplate(sql, realm, templateId);
      for (const part of LIVE_PARTS)
        if (template && template[part] !== '')
          look({ name: `${name} (${part})`, text: template[part], articles });
    }
    for (const { articleId, name } of all) {
      const version = await versionAt(sql, realm, articleId, now);
      for (const element of ARTICLE_ELEMENTS)
        if (version && version[element] !== '')
          look({ name: `article ${name} (${element})`, text: version[element], articles });
    }
  });
}

function count(counts: Map<string, CountedForm>, { name, text, articles }: Source): void {
  const here = new Set<string>();
  for (const { form, status, line, column } of scanTags(text, articles)) {
    const known = counts.get(form) ?? {
      form,
      status,
      count: 0,
      sources: 0,
      first: `${name}:${line}`,
      places: [],
    };
    known.count++;
    if (status === 'unknown' && known.places.length < MAX_PLACES)
      known.places.push(`${name}:${line}:${column}`);
    if (!here.has(form)) known.sources++;
    here.add(form);
    counts.set(form, known);
  }
}
