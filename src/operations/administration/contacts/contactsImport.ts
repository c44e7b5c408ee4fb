/** Creates and changes contacts from a CSV file. */
import { optional, required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { checkedFormat } from '../../../core/subscriptions/subscribe';
import { CSV_DELIMITERS, CSV_ENCODINGS } from '../../../transfer/csvFile';
import { importContacts } from '../../../transfer/importContacts';
import { realmSettingOperation } from '../context';

/** Names of encodings that are read. */
export const ENCODINGS = CSV_ENCODINGS;
/** What may stand between cells. */
export const DELIMITERS = CSV_DELIMITERS;

/** Told after each block. Bytes of the file and of what is done; rows that were read, in all. */
export interface ImportProgress {
  readonly bytes: number;
  readonly size: number;
  readonly rows: number;
}

export const contactsImport = realmSettingOperation({
  name: 'contactsImport',
  group: 'contacts',
  doc: 'Creates and changes contacts from a CSV file of this machine. One that was cut off goes on.',
  rights: 'manager',
  access: 'write',
  parameters: {
    path: required(t.text, 'The file.'),
    delimiter: optional(t.string, 'Between cells; found out unless given.'),
    encoding: required(t.oneOf(...CSV_ENCODINGS), 'Encoding of the file.'),
    keyColumn: optional(t.string, 'Column that holds the customer key, where it is not customer_key.'),
    list: optional(t.string, 'Name or number of a list that everybody in the file goes on.'),
    emailFormat: required(t.number, 'Format of those subscriptions: 1, 2 or 99.'),
    createFields: required(t.boolean, 'Make custom fields for columns that the realm has none for.'),
    createLists: required(t.boolean, 'Make lists that the file names and the realm does not have.'),
    skipUnknown: required(t.boolean, 'Leave out columns that the realm has no field for.'),
    restart: required(t.boolean, 'Begin at the first row.'),
    refusedPath: required(t.text, 'File in which refused rows are written.'),
    dryRun: required(t.boolean, 'Do everything and roll it back.'),
  },
  result: t.row('ImportedContacts', {
    rows: t.number,
    created: t.number,
    updated: t.number,
    refused: t.number,
    leftOut: t.number,
    /** Line of the file at which a cut-off import went on; null if it began at the front. */
    resumedAt: t.maybe(t.number),
    createdFields: t.rows(t.text),
    createdLists: t.rows(t.text),
    refusedFile: t.string,
  }),
  errors: ['realm.invalid', 'argument.invalid'],
  handler: async ({ emailFormat, ...wishes }, { realm, realmDatabase, universalOptOuts, progress }) => {
    const imported = await importContacts(
      {
        realm,
        database: await realmDatabase(),
        universal: universalOptOuts,
        progress: (done) => void progress(done satisfies ImportProgress),
      },
      { ...wishes, emailFormat: checkedFormat(emailFormat) },
    );
    return {
      ...imported,
      createdFields: [...imported.createdFields],
      createdLists: [...imported.createdLists],
    };
  },
});
