/** `import contacts`: contacts out of a CSV file. */
import { resolve } from 'node:path';
import {
  contactsImport,
  ENCODINGS as CSV_ENCODINGS,
  type ImportProgress,
} from '../operations/administration/contacts/contactsImport';
import { numberOption, UsageError, type Command, type CommandInput } from './command';
import { logCommand } from './commandLog';
import { delimiterOption } from './csvOptions';
import { withRealmNamed, type OutputOf } from './operationCaller';
import { Progress } from './progress';
import { facts } from './table';

export const importContactsCommand: Command = {
  name: 'import contacts',
  summary: 'Create and change contacts from a CSV file.',
  details: [
    'The first row names the columns: customer_key (or user_id, external_id: what the realm calls it) where the realm has keys,',
    'email, first, last and the other fields,',
    'custom fields by their names, subscriptions, opt_outs, device_tokens, created_date, updated_date.',
    '"export contacts" writes them.',
    'Contacts that exist are changed; an empty cell changes nothing. Nobody who opted out is put on a list.',
    'Rows that cannot be taken go into a file with their line and the reason, and stop no other row; mend and import it.',
    'An import that was cut off goes on where it was when it is run again. Running it twice does no harm.',
  ].join('\n'),
  args: [
    { name: 'REALM', doc: 'The realm.' },
    { name: 'FILE', doc: 'The CSV file.' },
  ],
  options: {
    key: { value: 'COLUMN', doc: 'Column that holds the customer key, where it is not customer_key.' },
    list: { value: 'LIST', doc: 'Put everybody in the file on this list, named by its name or id.' },
    format: {
      value: 'NUMBER',
      doc: 'Format of those subscriptions: 1 plain text, 2 HTML, 99 multipart (unless given).',
    },
    'create-fields': { doc: 'Make custom fields for columns that the realm has none for.' },
    'create-lists': { doc: 'Make lists that the file names and the realm does not have.' },
    'skip-unknown': { doc: 'Leave out columns that the realm has no field for.' },
    delimiter: {
      value: 'CHARACTER',
      doc: 'Between cells: a comma, a semicolon, a bar or "tab"; found out unless given.',
    },
    encoding: {
      value: 'NAME',
      doc: `Encoding of the file: ${CSV_ENCODINGS.join(' or ')}; utf-8 unless given.`,
    },
    refused: { value: 'FILE', doc: 'Where refused rows go; FILE.refused.csv unless given.' },
    restart: { doc: 'Begin at the first row, although an import of this file was cut off.' },
    'dry-run': {
      doc: 'Do everything and roll it back: tells what a run would. Calls that change the same contacts wait meanwhile.',
    },
  },
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const path = input.args[1]!;
      const progress = new Progress(terminal, 'rows');
      const dryRun = input.has('dry-run');
      const imported = await call(
        contactsImport,
        {
          path,
          delimiter: delimiterOption(input),
          encoding: encodingOption(input),
          keyColumn: input.option('key'),
          list: input.option('list'),
          emailFormat: numberOption(input, 'format', 1, 99, 99),
          createFields: input.has('create-fields'),
          createLists: input.has('create-lists'),
          skipUnknown: input.has('skip-unknown'),
          restart: input.has('restart'),
          refusedPath: refusedOption(input, path),
          dryRun,
        },
        (done) => {
          const { bytes, size, rows } = done as ImportProgress;
          progress.show(bytes / size, rows);
        },
      ).finally(() => progress.end());
      const { rows, created, updated, refused, leftOut } = imported;
      const counts = { rows, created, updated, refused, leftOut };
      if (!dryRun) await logCommand(terminal, 'contacts imported', { realm, ...counts });
      return {
        text: reportText(imported, dryRun),
        json: { realm, file: path, dryRun, ...imported },
        isBad: imported.refused > 0,
      };
    }),
};

/** The file that is read must not be written over. @throws {UsageError} */
function refusedOption(input: CommandInput, path: string): string {
  const refused = input.option('refused') ?? `${path}.refused.csv`;
  if (resolve(refused) !== resolve(path)) return refused;
  throw new UsageError('--refused takes another file than the one that is imported.');
}

function encodingOption(input: CommandInput): (typeof CSV_ENCODINGS)[number] {
  const given = input.option('encoding')?.toLowerCase() ?? 'utf-8';
  const encoding = CSV_ENCODINGS.find((name) => name === given);
  if (encoding) return encoding;
  throw new UsageError(`--encoding takes ${CSV_ENCODINGS.join(' or ')}.`);
}

const reportText = (imported: OutputOf<typeof contactsImport>, dryRun: boolean): string =>
  [
    ...(dryRun ? ['Nothing was changed; this is what would be done.'] : []),
    ...(imported.resumedAt === null ? [] : [`Went on at line ${imported.resumedAt}.`]),
    facts([
      ['Rows', imported.rows],
      ['Contacts created', imported.created],
      ['Contacts changed', imported.updated],
      ['Rows refused', imported.refused],
      ['Subscriptions left out after an opt-out', imported.leftOut],
      ...(imported.createdFields.length > 0
        ? [['Fields created', imported.createdFields.join(', ')] as const]
        : []),
      ...(imported.createdLists.length > 0
        ? [['Lists created', imported.createdLists.join(', ')] as const]
        : []),
    ]),
    ...(imported.refusedFile === null ? [] : [`Refused rows and why: ${imported.refusedFile}`]),
  ].join('\n');
