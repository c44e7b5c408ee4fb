/** `realm copy`: a realm with all that it knows into a new one. */
import { realmCopy as copyRealm, type CopyProgress } from '../operations/administration/realms/realmCopy';
import type { Command } from './command';
import { withGateway, type OutputOf } from './operationCaller';
import { Progress } from './progress';
import { facts } from './table';

export const realmCopy: Command = {
  name: 'realm copy',
  summary: 'Copy a realm into a new, empty one.',
  details: [
    'Takes lists, folders, templates, articles, rules, fields, contacts, subscriptions, opt-outs, suppressed addresses,',
    'campaigns and their events along. All numbers stay, so programs go on using the lists and templates that they know.',
    'With --key-from contacts get their keys out of a field; those without one that need it, or with the key of an older',
    'contact, are listed in a file. Into a realm of another identity scheme all contacts go, or none: what is missing is told.',
    'The source is not changed. A copy that was cut off goes on when it is run again.',
    'Let no program write to the source meanwhile.',
  ].join('\n'),
  args: [
    { name: 'FROM', doc: 'The realm that is copied.' },
    { name: 'TO', doc: 'The realm that is filled; it must be empty.' },
  ],
  options: {
    'key-from': {
      value: 'FIELD',
      doc: 'Field that holds the customer key: a custom field, or a standard one.',
    },
    'left-out': {
      value: 'FILE',
      doc: 'Where contacts that are left out are listed; TO.left-out.csv unless given.',
    },
    'dry-run': { doc: 'Tell what would be copied, change nothing.' },
  },
  run: (input, terminal) =>
    withGateway(terminal, async ({ call }) => {
      const [from, to] = input.args as [string, string];
      const progress = new Progress(terminal, 'rows');
      const dryRun = input.has('dry-run');
      const { timeZones, switchesOff, rows, ...counts } = await call(
        copyRealm,
        {
          from,
          to,
          keyFrom: input.option('key-from'),
          leftOutPath: input.option('left-out') ?? `${to}.left-out.csv`,
          dryRun,
        },
        (step) => {
          const { done, all } = step as CopyProgress;
          progress.show(Math.min(1, done / Math.max(1, all)), done);
        },
      ).finally(() => progress.end());
      const copied = { rows: Object.fromEntries(rows.map((each) => [each.table, each.rows])), ...counts };
      return {
        text: reportText(copied, dryRun, timeZones, switchesOff),
        json: { from, to, dryRun, ...copied },
        isBad: copied.contactsLeftOut > 0,
      };
    }),
};

type Copied = Omit<OutputOf<typeof copyRealm>, 'rows' | 'timeZones' | 'switchesOff'> & {
  readonly rows: Readonly<Record<string, number>>;
};

const reportText = (
  copied: Copied,
  dryRun: boolean,
  zones: readonly string[],
  off: readonly string[],
): string =>
  [
    ...(dryRun ? ['Nothing was changed; this is what there is to copy.'] : []),
    ...(copied.resumed ? ['Went on where the copy was cut off.'] : []),
    facts([
      ...Object.entries(copied.rows).map(([name, rows]) => [name.replaceAll('_', ' '), rows] as const),
      ['contacts left out', copied.contactsLeftOut],
      ['opt-outs kept by address alone', copied.optOutsByAddress],
    ]),
    ...(copied.leftOutFile === null ? [] : [`Contacts left out, and why: ${copied.leftOutFile}`]),
    ...(copied.unfinishedLaunches === 0
      ? []
      : [
          `${copied.unfinishedLaunches} launches are under way: they go on in the source, and are cancelled in the copy.`,
        ]),
    ...(zones.length === 0 ? [] : [`Times were shown in ${zones[0]} and are shown in ${zones[1]} now.`]),
    ...(off.length === 0
      ? []
      : [`On in the source and not in the copy, see "realm set": ${off.join(', ')}.`]),
  ].join('\n');
