/**
 * Commands of the platform about things that this gateway does not have. They are known, and refused with the reason, so
 * that a program hears what is missing and its owner finds it in the reference.
 */
import type { Group, Operation } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { ARTICLE, CLIENTS, httpCommand } from './httpCommand';

const absent = (group: Group, names: readonly string[], what: string, isDescribed = true): Operation[] =>
  names.map((name) =>
    httpCommand({
      name,
      group,
      doc: `Refused: this gateway has no ${what}.`,
      access: 'read',
      parameters: {},
      resultDoc: 'FAILURE with that reason.',
      errors: ['command.absent'],
      provenance: isDescribed ? ARTICLE : CLIENTS,
      handler: () => fail('command.absent', { command: name, what }),
    }),
  );

export const commandsNotHere: readonly Operation[] = [
  ...absent('campaigns', ['springbot_process_abandoned_cart'], 'connection to that shop', false),
  ...absent('messages', ['addsubscribertosendercode', 'addphonetosendercode'], 'messages to telephones'),
  ...absent('realm', ['acctproupdatevalues'], 'account profiles'),
];
