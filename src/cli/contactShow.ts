/** `contact show`: what the realm knows of one contact. */
import { contactShow as showContact } from '../operations/administration/contacts/contactShow';
import { realmShow } from '../operations/administration/realms/realmShow';
import { realmMoment } from './articleElements';
import type { Command } from './command';
import { contactArgument, contactNamed, contactOptions } from './contactArgument';
import { realmArgument } from './namedThings';
import { withRealmNamed, type OutputOf } from './operationCaller';
import { facts, table } from './table';

export const contactShow: Command = {
  name: 'contact show',
  summary: 'Show a contact: its fields, lists and opt-outs, and whether its address gets mail.',
  details: 'What happened to it: report contact REALM ID.',
  args: [realmArgument, contactArgument],
  options: contactOptions,
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const sheet = await call(showContact, contactNamed(input));
      const fields = Object.fromEntries(sheet.fields.map(({ name, text }) => [name, text]));
      return {
        text: shown(sheet, await call(realmShow, {})),
        json: { realm, ...sheet, fields },
      };
    }),
};

const FORMATS: Readonly<Record<number, string>> = { 1: 'plain text', 2: 'HTML', 99: 'both' };

function shown(sheet: OutputOf<typeof showContact>, zone: { readonly timeZone: string }): string {
  return [
    facts([
      ['Id', sheet.contactId],
      ...(sheet.customerKey === null ? [] : [['Customer key', sheet.customerKey] as const]),
      ...sheet.fields.filter(({ text }) => text !== '').map(({ name, text }) => [name, text] as const),
      ...sheet.customFields.map(({ name, text }) => [`custom_${name}`, text] as const),
      ['Created', realmMoment(sheet.createdAt, zone)],
      ['Gets mail', sheet.suppressed === null ? 'yes' : `no: ${sheet.suppressed}`],
    ]),
    '',
    table(
      ['LIST', 'NAME', 'FORMAT', 'SINCE'],
      sheet.subscriptions.map((one) => [
        one.listId,
        one.listName,
        FORMATS[one.emailFormat] ?? one.emailFormat,
        realmMoment(one.createdAt, zone),
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
              realmMoment(one.createdAt, zone),
            ]),
            '',
          ),
        ]),
  ].join('\n');
}
