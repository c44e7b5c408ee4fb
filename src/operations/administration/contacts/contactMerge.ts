/** Merges one contact into another, shows beforehand what that comes to, and separates them again. */
import { optional, required, type InputOf } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { mergeContacts, previewMerge, type Merged } from '../../../core/contacts/mergeContacts';
import { takenColumns } from '../../../core/contacts/mergePlan';
import { unmergeContact } from '../../../core/contacts/unmergeContact';
import { customFields } from '../../../core/fields/customFields';
import { dataOperation, type DataContext } from '../context';
import { contactNumber, foundContact } from './namedContact';

const parameters = {
  source: required(t.text, 'The contact that goes: key where keys identify, else address; or the number.'),
  sourceFirstName: optional(t.string, 'Its first name, where several contacts share the address.'),
  destination: required(t.text, 'The contact that stays, likewise.'),
  destinationFirstName: optional(t.string, 'Its first name, likewise.'),
  isNumber: optional(t.boolean, 'Both are named by their numbers.'),
  sourceWins: optional(t.boolean, 'Where both have a value that may change, that of the source counts.'),
};

const Merge = t.row('Merge', {
  contactId: t.number,
  sourceId: t.number,
  /** Names of fields that the survivor takes over, what identifies among them. */
  fields: t.rows(t.text),
  /** Numbers of lists that it joins, and of those that it leaves because the other one had opted out. */
  lists: t.rows(t.number),
  leftLists: t.rows(t.number),
  /** Opt-outs that it had not before. */
  optOuts: t.number,
  events: t.number,
  messages: t.number,
  devices: t.number,
});

type Input = InputOf<typeof parameters>;

const both = async (input: Input, context: DataContext) => ({
  source: await foundContact(
    { contact: input.source, firstName: input.sourceFirstName, isNumber: input.isNumber },
    context,
  ),
  survivor: await foundContact(
    { contact: input.destination, firstName: input.destinationFirstName, isNumber: input.isNumber },
    context,
  ),
  options: { sourceWins: input.sourceWins ?? false },
});

async function outcome({ sql, realm }: DataContext, merged: Merged) {
  const names = new Map((await customFields(sql, realm)).map(({ fieldId, name }) => [fieldId, name]));
  const lists = (rows: Merged['joined']): number[] => rows.map((row) => Number(row.list_id));
  return {
    contactId: merged.survivor.contactId,
    sourceId: merged.source.contactId,
    fields: [
      ...takenColumns(merged),
      ...merged.values.map(({ fieldId }) => `custom_${names.get(fieldId) ?? fieldId}`),
    ],
    lists: lists(merged.joined),
    leftLists: lists(merged.left),
    optOuts: new Set(merged.optOuts.map((row) => `${Number(row.level)} ${Number(row.list_id)}`)).size,
    events: merged.history.events.length,
    messages: merged.history.messages.length,
    devices: merged.sourceRows.device_tokens.length,
  };
}

export const contactMergePreview = dataOperation({
  name: 'contactMergePreview',
  group: 'contacts',
  doc: 'What merging one contact into another would come to; changes nothing.',
  rights: 'manager',
  access: 'read',
  parameters,
  result: Merge,
  errors: ['contact.notFound', 'argument.invalid'],
  handler: async (input, context) => {
    const { source, survivor, options } = await both(input, context);
    const { sql, realm, services } = context;
    return outcome(
      context,
      await previewMerge(sql, realm, services.universalOptOuts, source, survivor, options),
    );
  },
});

export const contactMerge = dataOperation({
  name: 'contactMerge',
  group: 'contacts',
  doc: 'Merges one contact into another: what that one lacks, the subscriptions, the opt-outs of both, and the history. The number of the first leads to the second from then on.',
  rights: 'manager',
  access: 'write',
  answeredSubject: 'contactId',
  parameters,
  result: Merge,
  errors: ['contact.notFound', 'argument.invalid'],
  handler: async (input, context) => {
    const { source, survivor, options } = await both(input, context);
    const { sql, realm, services, now } = context;
    return outcome(
      context,
      await mergeContacts(sql, realm, services.universalOptOuts, source, survivor, options, now),
    );
  },
});

export const contactUnmerge = dataOperation({
  name: 'contactUnmerge',
  group: 'contacts',
  doc: 'Separates a contact again that was merged into another, as long as what is needed for it is kept.',
  rights: 'manager',
  access: 'write',
  subject: 'contact',
  parameters: { contact: required(t.text, 'Number of the contact that was merged into another.') },
  result: t.row('Separated', { contactId: t.number, survivorId: t.number }),
  errors: ['contact.notFound', 'contact.inseparable', 'contact.conflict', 'contact.duplicate'],
  handler: (input, { sql, realm, now }) => unmergeContact(sql, realm, contactNumber(input.contact), now),
});
