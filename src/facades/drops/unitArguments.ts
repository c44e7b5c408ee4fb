/** What a dropped file, or a posted transaction, hands to a command: who calls, and its arguments by name. */
import type { Credential } from '../../contract/credential';
import { fail } from '../../contract/errorCatalogue';
import { dataText, DropUnreadable, type DropCommand, type DropHeader, type DropUnit } from './dropUnit';

/** Settings of a file that commands take as arguments of their own. */
const DEFAULTS = ['list_id', 'optout', 'force_optout', 'force_sub'] as const;
/** Commands that `global` makes an opt-out from the whole realm. */
const LEAVING = ['unsub', 'unsubscribe', 'smartunsub'];

export const isOn = (setting: string | undefined): boolean =>
  !['', '0', 'false', 'no'].includes(setting?.toLowerCase() ?? '');

/** @throws {ApiError} `argument.invalid` for a line that names another realm */
export function unitArguments(
  { args }: DropCommand,
  header: DropHeader,
  units: readonly DropUnit[],
): ReadonlyMap<string, string> {
  if (args.has('realm') || args.has('r')) {
    // A line that acts on a child realm must not act on its parent.
    if ((args.get('realm') ?? args.get('r')) !== header.get('realm'))
      fail('argument.invalid', {
        name: 'realm',
        reason: 'a line cannot name another realm here; drop a file for it',
      });
  }
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
const REFUSED = ['relational', 'isrelational', 'universal', 'clear_data'];

/** @throws {DropUnreadable} for a setting that cannot be followed, which to ignore would do something else */
export function refuseSettings(header: DropHeader, more: readonly string[] = []): void {
  for (const name of [...REFUSED, ...more])
    if (isOn(header.get(name))) throw new DropUnreadable(`the setting ${name} is not supported`);
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

export function headerCredential(header: DropHeader): Credential {
  const realm = header.get('realm') ?? '';
  const password = header.get('password') ?? header.get('pwd') ?? '';
  const client = header.get('api_client') ?? '';
  return {
    kind: 'password',
    realm,
    password,
    client: client === '' ? null : { name: client, code: header.get('client_auth') ?? '' },
  };
}
