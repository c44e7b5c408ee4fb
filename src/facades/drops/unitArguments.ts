/** What a dropped file, or a posted transaction, hands to a command: who calls, and its arguments by name. */
import type { Credential } from '../../contract/credential';
import { dataText, DropUnreadable, type DropCommand, type DropHeader, type DropUnit } from './dropUnit';

/** Settings of a file that commands take as arguments of their own. */
const DEFAULTS = ['list_id', 'optout', 'force_optout', 'force_sub'] as const;
/** Commands that `global` makes an opt-out from the whole realm. */
const LEAVING = ['unsub', 'unsubscribe', 'smartunsub'];

export const isOn = (setting: string | undefined): boolean =>
  !['', '0', 'false', 'no'].includes(setting?.toLowerCase() ?? '');

/** The child realm that a line acts on; null for the realm of the file. That it is a child is for the register to say. */
export function childOf(command: DropCommand | null, header: DropHeader): string | null {
  const named = command?.args.get('realm') ?? command?.args.get('r');
  // An empty name is one of no realm: the line must not act on the parent instead.
  return named === undefined || named === header.get('realm') ? null : named;
}

export function unitArguments(
  { args }: DropCommand,
  header: DropHeader,
  units: readonly DropUnit[],
): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  for (const name of DEFAULTS) {
    const value = header.get(name);
    if (value !== undefined) given.set(name, value);
  }
  for (const [name, value] of args) if (name !== 'data' && name !== 'd') given.set(name, value);
  if (
    isOn(args.get('global') ?? header.get('global')) &&
    LEAVING.includes(args.get('cmd')?.trim().toLowerCase() ?? '')
  )
    given.set('list_id', '0').set('optout', '1');
  const records = units.flatMap(({ record }) => (record ? [record] : []));
  if (records.length === 0) return given;
  const more = isOn(header.get('allow_duplicates'));
  return given.set(
    'data',
    dataText(
      more
        ? records.map(({ fields, values }) => ({
            fields: [...fields, 'duplicate'],
            values: [...values, '1'],
          }))
        : records,
    ),
  );
}

/** What would change what the file does, and is not known here. */
const REFUSED = ['universal'];
/** What needs steps that go on after a kill, and so a file. */
export const FILES_ALONE = ['drop_subscriptions', 'relational', 'isrelational', 'clear_data'];

/** @throws {DropUnreadable} for a setting that cannot be followed, which to ignore would do something else */
export function refuseSettings(header: DropHeader, more: readonly string[] = []): void {
  for (const name of [...REFUSED, ...more])
    if (isOn(header.get(name))) throw new DropUnreadable(`the setting ${name} is not supported`);
  if (isOn(header.get('clear_data')) && !isRelational(header))
    throw new DropUnreadable('the setting clear_data is for relational files');
  if (isRelational(header) && isOn(header.get('allow_duplicates')))
    throw new DropUnreadable('a relational file cannot have allow_duplicates');
}

/** Whether the file holds rows of relational tables and nothing else. */
export const isRelational = (header: DropHeader): boolean =>
  isOn(header.get('relational')) || isOn(header.get('isrelational'));

const RELATIONAL_COMMANDS = ['relationalsave', 'relationaldelete'];

/** Why a command has no place in the file; null if it has one. */
export function misplaced({ cmd }: DropCommand, header: DropHeader): string | null {
  const isOfTables = RELATIONAL_COMMANDS.includes(cmd.trim().toLowerCase());
  if (isOfTables === isRelational(header)) return null;
  return isOfTables
    ? 'it wants the setting relational=1, in a file of its kind alone'
    : 'a relational file holds relationalsave and relationaldelete alone';
}

/**
 * What the file empties: lists before anything else, and tables before its first rows of each.
 * @throws {DropUnreadable} for a setting that names no list
 */
export async function* withEmptying(
  header: DropHeader,
  units: AsyncIterable<DropUnit>,
): AsyncGenerator<DropUnit, void, undefined> {
  for (const list of emptiedLists(header)) yield { line: 1, command: null, record: null, empties: { list } };
  const seen = new Set<string>();
  for await (const unit of units) {
    const { line, command } = unit;
    const table =
      command && isOn(header.get('clear_data')) && misplaced(command, header) === null ? tableOf(unit) : null;
    if (table !== null) {
      const key = JSON.stringify([childOf(command, header), table]);
      if (!seen.has(key)) yield { line, command, record: null, empties: { table } };
      seen.add(key);
    }
    yield unit;
  }
}

/** The table that rows are of, in small letters. */
function tableOf({ command, record }: DropUnit): string | null {
  const field = record?.fields.find((each) => each.includes('.'));
  return (command?.args.get('table') ?? field?.split('.')[0])?.trim().toLowerCase() ?? null;
}

/**
 * Lists that the file empties before anything else.
 * @throws {DropUnreadable} for what names none
 */
export function emptiedLists(header: DropHeader): string[] {
  const given = header.get('drop_subscriptions') ?? '';
  if (!isOn(given)) return [];
  const lists = given.split(',').map((each) => each.trim());
  if (!lists.every((each) => /^[1-9]\d{0,8}$/.test(each)))
    throw new DropUnreadable('the setting drop_subscriptions wants numbers of lists, with commas between');
  return [...new Set(lists)];
}

/** @param child the child realm that is acted on; null for the realm of the header */
export function headerCredential(header: DropHeader, child: string | null = null): Credential {
  const realm = header.get('realm') ?? '';
  const password = header.get('password') ?? header.get('pwd') ?? '';
  const client = header.get('api_client') ?? '';
  return {
    kind: 'password',
    realm,
    password,
    client: client === '' ? null : { name: client, code: header.get('client_auth') ?? '' },
    ...(child !== null && { child }),
  };
}
