/** `audit`: who changed what. */
import { gatewayAudit, realmAudit } from '../operations/administration/audit/auditList';
import { numberOption, UsageError, type Command, type CommandInput } from './command';
import { withGateway, withRealmNamed } from './operationCaller';
import { moment, table } from './table';

export const audit: Command = {
  name: 'audit',
  summary: 'Show who changed what: of a realm, or of the gateway and the settings of all realms.',
  details: [
    'The newest lines come first. A line names what was changed, never its contents. "begun" without an end means that',
    'the work goes on, or that its process was killed. Calls of programs are in the log of the gateway, not here.',
  ].join('\n'),
  args: [
    {
      name: 'REALM',
      doc: 'The realm; the gateway and the settings of all realms unless given.',
      optional: true,
    },
  ],
  options: {
    since: { value: 'TIME', doc: 'Only from then on: 2026-05-31 or 2026-05-31T14:00 (UTC).' },
    actor: { value: 'NAME', doc: 'Only what this person did.' },
    limit: { value: 'N', doc: 'At most so many lines; 100 unless given.' },
  },
  run: async (input, terminal) => {
    const [realm] = input.args as [string?];
    const filter = {
      since: sinceOption(input),
      actor: input.option('actor'),
      most: numberOption(input, 'limit', 1, 100_000, 100),
    };
    const entries =
      realm === undefined
        ? await withGateway(terminal, (gateway) => gateway.call(gatewayAudit, filter))
        : await withRealmNamed(terminal, realm, (administrator) => administrator.call(realmAudit, filter));
    return {
      text: table(
        ['WHEN (UTC)', 'WHO', 'DOOR', 'OPERATION', 'REALM', 'WHAT', 'OUTCOME'],
        entries.map((entry) => [
          moment(entry.happenedAt),
          entry.actor,
          entry.door,
          entry.operation,
          entry.realm,
          entry.subject,
          entry.outcome,
        ]),
        'Nothing was changed.',
      ),
      json: entries,
    };
  },
};

/** @throws {UsageError} */
function sinceOption(input: CommandInput): Date | null {
  const text = input.option('since');
  if (text === undefined) return null;
  const date = new Date(/T.*[Zz+]|^[\d-]+$/.test(text) ? text : `${text}Z`);
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(date.getTime())) return date;
  throw new UsageError('--since takes a day or a time: 2026-05-31 or 2026-05-31T14:00 (UTC).');
}
