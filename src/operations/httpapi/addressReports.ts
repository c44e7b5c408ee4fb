/** The reports that list addresses: who opted out lately, and whose mail came back. */
import { required, type Operation } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import type { EventType } from '../../core/events/events';
import { requireList } from '../../core/lists/lists';
import type { ReportedEvent } from '../../core/reports/eventRows';
import type { Pieces } from '../../core/reports/pieces';
import { recentContacts } from '../../core/reports/recentContacts';
import { titledColumn } from '../../rendering/table';
import { keyColumn } from '../reportText';
import { ARTICLE, httpCommand, output, outputOf, renderRowPieces } from './httpCommand';

const days = required(t.int, 'How many days back, from now.');

interface Spec {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly type: EventType;
  readonly what: string;
}

const COMMON = {
  group: 'events',
  access: 'read',
  errors: ['list.notFound', 'argument.invalid', 'report.tooLarge'],
  provenance: ARTICLE,
} as const;

/** Of contacts that were deleted since nothing is left to tell. */
async function* known(events: Pieces<ReportedEvent>): Pieces<ReportedEvent> {
  for await (const piece of events) yield piece.filter(({ contact }) => contact !== null);
}

const emailColumn = titledColumn<ReportedEvent>('Email', ({ contact }) => contact?.email ?? null);
const RESULT =
  'Email (and customer_key, last, in Customer Key realms), each contact once. Nothing at all where there is none.';

const listReport = ({ name, aliases, type, what }: Spec, allLists: boolean): Operation =>
  httpCommand({
    ...COMMON,
    name,
    ...(aliases && { aliases }),
    doc: `Answers the addresses ${what} in the last days.`,
    parameters: {
      list_id: required(
        t.int,
        `Number of the list.${allLists ? ' 0 for all, with the number of the list in front of each address.' : ''}`,
      ),
      days,
      ...output,
    },
    resultDoc: RESULT,
    handler: async (input, { sql, realm, now }) => {
      const out = outputOf(input);
      const isAll = allLists && input.list_id === 0;
      if (!isAll) await requireList(sql, realm, input.list_id);
      const events = recentContacts(sql, realm, { type, listId: input.list_id, days: input.days }, now);
      const columns = [
        ...(isAll ? [titledColumn<ReportedEvent>('List ID', ({ listId }) => listId)] : []),
        emailColumn,
        ...keyColumn<ReportedEvent>(realm, ({ contact }) => contact?.customerKey ?? null),
      ];
      return renderRowPieces({ columns }, known(events), out);
    },
  });

export const showOpt = listReport(
  { name: 'show_opt', aliases: ['show_optout'], type: 'unsubscribe', what: 'that left a list' },
  false,
);
export const showSoft = listReport(
  { name: 'show_soft', type: 'softBounce', what: 'whose mail came back softly' },
  true,
);
export const showHard = listReport(
  { name: 'show_hard', type: 'hardBounce', what: 'whose mail came back for good' },
  true,
);
export const showBlock = listReport(
  { name: 'show_block', type: 'block', what: 'whose mail was blocked' },
  true,
);
export const showComplaint = listReport(
  { name: 'show_complaint', type: 'complaint', what: 'that complained' },
  true,
);

export const showOptGlobal = httpCommand({
  ...COMMON,
  name: 'show_optglobal',
  doc: 'Answers the addresses that opted out of the whole realm in the last days.',
  parameters: { days, ...output },
  resultDoc: RESULT,
  handler: async (input, { sql, realm, now }) => {
    const out = outputOf(input);
    const events = recentContacts(
      sql,
      realm,
      { type: 'globalUnsubscribe', listId: 0, days: input.days },
      now,
    );
    const columns = [
      emailColumn,
      ...keyColumn<ReportedEvent>(realm, ({ contact }) => contact?.customerKey ?? null),
    ];
    return renderRowPieces({ columns }, known(events), out);
  },
});
