/** `template import`: templates out of files, one part in each. */
import { ApiError } from '../contract/errorCatalogue';
import { ensureFolderPath } from '../core/lists/folders';
import type { Realm } from '../core/realms/realm';
import { checkTemplate, templateName } from '../core/templates/checkTemplate';
import type { Part } from '../core/templates/storedTemplate';
import { requireReadable } from '../core/templates/language/requireReadable';
import { templateProblems } from '../core/templates/templateProblems';
import { createTemplate, findTemplateByName, updateTemplate } from '../core/templates/templates';
import type { Sql } from '../db/sql';
import { CommandError, type Command } from './command';
import { mailTemplate } from './mailTemplate';
import { textFiles, type TextFile } from './textFiles';
import { withRealm } from './withControl';

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

interface Imported {
  readonly templateId: number;
  readonly name: string;
  readonly created: boolean;
  readonly parts: readonly string[];
  /** Tags to look at: file, line, column and why. */
  readonly problems: readonly string[];
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
    const imported = await withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const done: Imported[] = [];
      for (const draft of drafts) done.push(await save(sql, realm, draft));
      return done;
    });
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
  const name = templateName(file.slice(0, dot));
  if (dot > 0 && ending === MAIL) return { name, parts: mailTemplate(bytes) };
  const part = dot > 0 && Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : undefined;
  return { name, parts: part ? { [part]: text } : {} };
}

async function save(sql: Sql, realm: Realm, { name, folder, parts, files }: Draft): Promise<Imported> {
  const now = new Date();
  try {
    const template = checkTemplate({ name, ...parts });
    const folderId =
      folder === '' ? {} : { folderId: await ensureFolderPath(sql, realm, 'template', folder) };
    const existing = await findTemplateByName(sql, realm, name);
    if (existing) await updateTemplate(sql, realm, existing.templateId, { ...template, ...folderId }, now);
    const templateId =
      existing?.templateId ?? (await createTemplate(sql, realm, { ...template, ...folderId }, now));
    const found = await templateProblems(sql, realm, parts, now);
    for (const { part, problem } of found) requireReadable(realm, files[part] ?? part, [problem]);
    const problems = found.map(
      ({ part, problem }) =>
        `${files[part]}:${problem.line}:${problem.column} ${problem.tag}: ${problem.reason}`,
    );
    return { templateId, name, created: !existing, parts: Object.keys(parts), problems };
  } catch (error) {
    if (error instanceof ApiError) throw new CommandError(`${Object.values(files)[0]}: ${error.message}`);
    throw error;
  }
}
