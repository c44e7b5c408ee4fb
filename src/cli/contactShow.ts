/** `contact show`: what the realm knows of one contact. */
import { contactSheet, type ContactSheet } from '../core/reports/contactSheet';
import { realmMoment } from './articleElements';
import { CommandError, type Command, type CommandInput } from './command';
import { realmArgument } from './namedThings';
import { facts, table } from './table';
import { withRealm } from './withControl';
import type { Realm } from '../core/realms/realm';

export const contactShow: Command = {
  name: 'contact show',
  summary: 'Show a contact: its fields, lists and opt-outs, and whether its address gets mail.',
  details: 'What happened to it: report contact REALM ID.',
  args: [
    realmArgument,
    { name: 'CONTACT', doc: 'Customer key in a Customer Key realm, else the address; with --id the number.' },
  ],
  options: {
    first: { value: 'NAME', doc: 'First name, where several contacts share the address.' },
    id: { doc: 'CONTACT is the number of the contact.' },
  },
  run: (input, terminal) =>
    withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const sheet = await contactSheet(sql, realm, reference(input));
      if (!sheet) throw new CommandError(`The realm ${realm.name} has no such contact.`);
      return { text: shown(sheet, realm), json: { realm: realm.name, ...sheet } };
    }),
};

function reference(input: CommandInput): Parameters<typeof contactSheet>[2] {
  const text = input.args[1]!;
  if (!input.has('id')) return { identifier: text, firstName: input.option('first') ?? null };
  if (/^\d{1,15}$/.test(text)) return { contactId: Number(text) };
  throw new CommandError('With --id a contact is named by its number.');
}

const FORMATS: Readonly<Record<number, string>> = { 1: 'plain text', 2: 'HTML', 99: 'both' };

function shown(sheet: ContactSheet, realm: Realm): string {
  return [
    facts([
      ['Id', sheet.contactId],
      ...(sheet.customerKey === null ? [] : [['Customer key', sheet.customerKey] as const]),
      ...Object.entries(sheet.fields).filter(([, value]) => value !== ''),
      ...sheet.customFields.map(({ name, text }) => [`custom_${name}`, text] as const),
      ['Created', realmMoment(sheet.createdAt, realm)],
      ['Gets mail', sheet.suppressed === null ? 'yes' : `no: ${sheet.suppressed}`],
    ]),
    '',
    table(
      ['LIST', 'NAME', 'FORMAT', 'SINCE'],
      sheet.subscriptions.map((one) => [
        one.listId,
        one.listName,
        FORMATS[one.emailFormat] ?? one.emailFormat,
        realmMoment(one.createdAt, realm),
      ]),
      'On no list.',
    ),
    ...(sheet.optOuts.length === 0
      ? []
      : [
          '',
          table(
            ['OPTED OUT OF', 'SINCE'],
            sheet.optOuts.map((one) => [
              one.level === 'list' ? (one.listName ?? `list ${one.listId}`) : one.level,
              realmMoment(one.createdAt, realm),
            ]),
            '',
          ),
        ]),
  ].join('\n');
}
