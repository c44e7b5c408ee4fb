/** The contacts of a realm as CSV, piece by piece. */
import { optional, required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import { findList, findListByName } from '../../../core/lists/lists';
import { countForExport, exportContacts } from '../../../transfer/exportContacts';
import { realmSettingOperation, type RealmControlContext } from '../context';

/** A piece of the file, handed over as progress. */
export interface ExportedPiece {
  readonly text: string;
  /** Contacts so far, and all there are. */
  readonly done: number;
  readonly total: number;
}

export const contactsExport = realmSettingOperation({
  name: 'contactsExport',
  group: 'contacts',
  doc: 'The contacts of the realm as CSV; its pieces are told as progress, in order.',
  rights: 'manager',
  access: 'read',
  isAudited: true,
  subject: 'list',
  parameters: {
    list: optional(t.string, 'Only who is on this list, named by its name or number.'),
    delimiter: required(t.text, 'Between cells.'),
  },
  result: t.row('ExportedContacts', { contacts: t.number }),
  errors: ['realm.invalid'],
  handler: async ({ list, delimiter }, { realm, realmDatabase, progress }) => {
    const database = await realmDatabase();
    const listId = list === null ? null : await listNamed(database, realm, list);
    const total = await countForExport(database, realm, listId);
    let done = 0;
    for await (const page of exportContacts(database, realm, { delimiter, listId })) {
      done += page.contacts;
      await progress({ text: page.text, done, total } satisfies ExportedPiece);
    }
    return { contacts: done };
  },
});

async function listNamed(
  sql: Parameters<typeof findList>[0],
  realm: RealmControlContext['realm'],
  text: string,
): Promise<number> {
  const list =
    (await findListByName(sql, realm, text)) ??
    (/^\d{1,15}$/.test(text) ? await findList(sql, realm, Number(text)) : null);
  if (list) return list.listId;
  return fail('realm.invalid', { reason: `The realm ${realm.name} has no list ${JSON.stringify(text)}.` });
}
