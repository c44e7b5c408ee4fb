/** Copies a realm with all that it knows into a new one. */
import { optional, required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { copyRealm } from '../../../transfer/copyRealm';
import { gatewayOperation } from '../context';

/** Told after each step: rows that were read, and all there are. */
export interface CopyProgress {
  readonly done: number;
  readonly all: number;
}

export const realmCopy = gatewayOperation({
  name: 'realmCopy',
  group: 'realm',
  doc: 'Copies a realm into an empty one, with the numbers of everything. One that was cut off goes on.',
  rights: 'owner',
  access: 'write',
  subject: 'to',
  parameters: {
    from: required(t.text, 'Name of the realm that is copied.'),
    to: required(t.text, 'Name of the realm that is filled.'),
    keyFrom: optional(t.string, 'Field that holds the customer key.'),
    leftOutPath: required(t.text, 'File in which contacts that are left out are listed.'),
    dryRun: required(t.boolean, 'Tell what would be copied, change nothing.'),
  },
  result: t.row('CopiedRealm', {
    /** By table; in a dry run the rows that there are. */
    rows: t.rows(t.row('CopiedTable', { table: t.text, rows: t.number })),
    contactsLeftOut: t.number,
    leftOutFile: t.string,
    optOutsByAddress: t.number,
    unfinishedLaunches: t.number,
    resumed: t.boolean,
    /** Zones of the two where they differ. */
    timeZones: t.rows(t.text),
    /** Switches that are on in the source and not in the copy. */
    switchesOff: t.rows(t.text),
  }),
  errors: ['realm.invalid'],
  handler: async ({ from: fromName, to: toName, ...wishes }, context) => {
    const { realms, databaseOf, progress } = context;
    const place = async (name: string) => {
      const realm = await realms.require(name);
      return { realm, database: await databaseOf(realm) };
    };
    const [from, to] = [await place(fromName), await place(toName)];
    await context.migrateRealms();
    const { rows, ...copied } = await copyRealm({
      from,
      to,
      ...wishes,
      progress: (done, all) => void progress({ done, all } satisfies CopyProgress),
    });
    return {
      ...copied,
      rows: Object.entries(rows).map(([table, count]) => ({ table, rows: count })),
      timeZones: from.realm.timeZone === to.realm.timeZone ? [] : [from.realm.timeZone, to.realm.timeZone],
      switchesOff: [...from.realm.switches].filter((name) => !to.realm.switches.has(name)),
    };
  },
});
