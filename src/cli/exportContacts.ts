/** `export contacts`: the contacts of a realm as CSV. */
import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { contactsExport, type ExportedPiece } from '../operations/administration/contacts/contactsExport';
import { CommandError, UsageError, type Command, type CommandInput, type Terminal } from './command';
import { delimiterOption } from './csvOptions';
import { withRealmNamed, type Administrator } from './operationCaller';
import { Progress } from './progress';

export const exportContactsCommand: Command = {
  name: 'export contacts',
  summary: 'Write the contacts of a realm as CSV.',
  details: [
    'With fields, subscriptions, opt-outs and dates, as "import contacts" reads them: what was exported can be imported',
    'without loss. Values stand as they are, so a spreadsheet may take one that begins with = for a formula.',
    'The file can be read by this user alone; it is there when it is whole.',
  ].join('\n'),
  args: [
    { name: 'REALM', doc: 'The realm.' },
    { name: 'FILE', doc: 'Where to write; standard output unless given.', optional: true },
  ],
  options: {
    list: { value: 'LIST', doc: 'Only who is on this list, named by its name or id.' },
    delimiter: {
      value: 'CHARACTER',
      doc: 'Between cells: a comma (unless given), a semicolon, a bar or "tab".',
    },
    bom: { doc: 'Begin with a byte order mark, by which some spreadsheets know UTF-8.' },
    replace: { doc: 'Write over a file that exists.' },
  },
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async (administrator) => {
      const { realm } = administrator;
      const path = input.args[1];
      if (path === undefined) {
        if (input.has('json')) throw new UsageError('--json needs a FILE to export to.');
        await write(administrator, input, terminal, terminal.write);
        return;
      }
      const there = await stat(path).catch(() => null);
      // A device or a folder must not be put out of its place by a file.
      if (there && !there.isFile()) throw new CommandError(`${path} is not a file.`);
      if (there && !input.has('replace'))
        throw new CommandError(`${path} exists already; write over it with --replace.`);
      const contacts = await wholeFile(terminal, path, (file) => write(administrator, input, terminal, file));
      return {
        text: `${contacts} contacts of the realm ${realm} are in ${path}.`,
        json: { realm, file: path, contacts },
      };
    }),
};

/** @returns how many contacts */
async function write(
  { call }: Administrator,
  input: CommandInput,
  terminal: Terminal,
  out: Terminal['write'],
): Promise<number> {
  const progress = new Progress(terminal, 'contacts');
  if (input.has('bom')) await out('\uFEFF');
  const { contacts } = await call(
    contactsExport,
    { list: input.option('list'), delimiter: delimiterOption(input) ?? ',' },
    async (piece) => {
      const { text, done, total } = piece as ExportedPiece;
      await out(text);
      progress.show(Math.min(1, done / Math.max(1, total)), done);
    },
  ).finally(() => progress.end());
  return contacts;
}

/** Writes a file that is there when it is whole, and is this user's alone. */
async function wholeFile<T>(
  { interruption }: Terminal,
  path: string,
  work: (write: Terminal['write']) => Promise<T>,
): Promise<T> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const handle = await open(draft, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`${path} cannot be written (${error.code}).`);
  });
  const forget = interruption.beforeExit(() => rm(draft, { force: true }));
  try {
    const result = await work((text) => handle.writeFile(text)).finally(() => handle.close());
    await rename(draft, path);
    return result;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    forget();
  }
}
