/** `template import`: templates out of files, one part in each. */
import {
  templateImport as importTemplates,
  type TemplatePart as Part,
} from '../operations/administration/templates/templateImport';
import { CommandError, type Command } from './command';
import { mailTemplate } from './mailTemplate';
import { withRealmNamed } from './operationCaller';
import { textFiles, type TextFile } from './textFiles';

/** Endings of file names and the parts that they hold. */
const ENDINGS: Readonly<Record<string, Part>> = {
  subject: 'subject',
  description: 'description',
  notes: 'notes',
  txt: 'plainText',
  html: 'html',
  htm: 'html',
  aol: 'aol',
  mobile: 'mobile',
};
/** A saved mail, which holds several parts. */
const MAIL = 'eml';
/** Parts of one line, which an editor ends with a line break. */
const ONE_LINE: readonly Part[] = ['subject', 'description'];

interface Draft {
  readonly name: string;
  readonly folder: string;
  readonly parts: Partial<Record<Part, string>>;
  readonly files: Partial<Record<Part, string>>;
}

export const templateImport: Command = {
  name: 'template import',
  summary: 'Create or change templates from files.',
  details: `The name of a file is that of the template, and its ending says which part it holds: ${Object.keys(ENDINGS).join(', ')}. A saved mail (${MAIL}) holds subject, plain text and HTML. So newsletter.subject, newsletter.txt and newsletter.html make the template newsletter. Parts without a file stay as they are. Folders below the given one become folders of templates. All files are imported, or none.`,
  args: [
    { name: 'REALM', doc: 'The realm.' },
    { name: 'PATH', doc: 'A file, or a folder.' },
  ],
  options: {},
  async run(input, terminal) {
    const drafts = await readDrafts(input.args[1]!);
    if (drafts.length === 0)
      throw new CommandError(
        `There is no file with one of the endings ${[...Object.keys(ENDINGS), MAIL].join(', ')}.`,
      );
    const done = await withRealmNamed(terminal, input.args[0]!, ({ call }) =>
      call(importTemplates, {
        drafts: drafts.map(({ name, folder, parts, files }) => ({
          name,
          folder,
          parts: (Object.keys(parts) as Part[]).map((part) => ({
            part,
            text: parts[part]!,
            source: files[part]!,
          })),
        })),
      }),
    );
    const imported = done.map((template) => ({
      ...template,
      problems: template.problems.map(
        ({ source, line, column, tag, reason }) => `${source}:${line}:${column} ${tag}: ${reason}`,
      ),
    }));
    const lines = imported.flatMap(({ templateId, name, created, parts, problems }) => [
      `${created ? 'created' : 'changed'} ${templateId} ${name} (${parts.join(', ')})`,
      ...problems.map((problem) => `  look at ${problem}`),
    ]);
    return { text: lines.join('\n'), json: imported };
  },
};

async function readDrafts(path: string): Promise<Draft[]> {
  const drafts = new Map<string, Draft>();
  for await (const file of textFiles(path)) {
    const { name, parts } = partsOf(file);
    const draft = drafts.get(name) ?? { name, folder: file.folder, parts: {}, files: {} };
    for (const [part, text] of Object.entries(parts) as [Part, string][]) {
      const other = draft.files[part];
      if (other !== undefined)
        throw new CommandError(`${other} and ${file.path} hold the same part of one template.`);
      if (draft.folder !== file.folder)
        throw new CommandError(`The files of the template ${name} lie in different folders.`);
      draft.parts[part] = ONE_LINE.includes(part) ? text.trim() : text;
      draft.files[part] = file.path;
      drafts.set(name, draft);
    }
  }
  return [...drafts.values()];
}

/** What a file holds of which template; nothing where its ending says nothing. */
function partsOf({ name: file, text, bytes }: TextFile): {
  name: string;
  parts: Partial<Record<Part, string>>;
} {
  const dot = file.lastIndexOf('.');
  const ending = file.slice(dot + 1).toLowerCase();
  const name = file.slice(0, dot).trim();
  if (dot > 0 && ending === MAIL) return { name, parts: mailTemplate(bytes) };
  const part = dot > 0 && Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : undefined;
  return { name, parts: part ? { [part]: text } : {} };
}
