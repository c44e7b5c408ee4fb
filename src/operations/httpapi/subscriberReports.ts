/** `rpt_subscribers_in_list` and `rpt_sub_by_update_datetime`: the contacts of a list. */
import { required } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { contactsUpdated, type UpdatedContact } from '../../core/contacts/contactsUpdated';
import { requireList } from '../../core/lists/lists';
import { timeRange } from '../../core/reports/timeRange';
import { column } from '../../rendering/table';
import { getSubscribersInList } from '../contacts/getSubscribersInList';
import { keyColumn, timeColumn } from '../reportText';
import { ARTICLE, httpCommand, output, outputOf, renderRowPieces } from './httpCommand';
import { reportCommand } from './reportCommand';

export const rptSubscribersInList = reportCommand({
  name: 'rpt_subscribers_in_list',
  of: getSubscribersInList,
  takes: { list_id: 'listId', offset: 'offset' },
  defaults: { offset: 0 },
  provenance: ARTICLE,
});

const moment = (which: string) =>
  required(t.string, `${which}, mm/dd/yyyy with or without hh:mm:ss, in the realm's time zone.`);

export const rptSubByUpdateDatetime = httpCommand({
  name: 'rpt_sub_by_update_datetime',
  group: 'contacts',
  doc: 'Answers the contacts of a list that were created or changed in a time.',
  access: 'read',
  parameters: {
    list_id: required(t.int, 'Number of the list.'),
    start_datetime: moment('Begin'),
    end_datetime: moment('End'),
    ...output,
  },
  resultDoc:
    'Rows of subscriber_id, email, first_name, last_name, updated_date (and customer_key, last, in Customer Key realms). Nothing at all where there is none.',
  errors: ['list.notFound', 'argument.invalid', 'report.tooLarge'],
  provenance: { ...ARTICLE, basis: `${ARTICLE.basis} Its columns are our decision.` },
  handler: async (input, { sql, realm }) => {
    const out = outputOf(input);
    const range = timeRange(
      { name: 'start_datetime', text: input.start_datetime },
      { name: 'end_datetime', text: input.end_datetime },
      realm.timeZone,
    );
    await requireList(sql, realm, input.list_id);
    const columns = [
      column<UpdatedContact>('subscriber_id', ({ contact }) => contact.contactId),
      column<UpdatedContact>('email', ({ contact }) => contact.email),
      column<UpdatedContact>('first_name', ({ contact }) => contact.firstName),
      column<UpdatedContact>('last_name', ({ contact }) => contact.lastName),
      timeColumn<UpdatedContact>('updated_date', realm, ({ updatedAt }) => updatedAt),
      ...keyColumn<UpdatedContact>(realm, ({ contact }) => contact.identity.customerKey),
    ];
    return renderRowPieces({ columns }, contactsUpdated(sql, realm, input.list_id, range), out);
  },
});
