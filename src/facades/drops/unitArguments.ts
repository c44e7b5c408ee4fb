/** What a dropped file, or a posted transaction, hands to a command: who calls, and its arguments by name. */
import type { Credential } from '../../contract/credential';
import { fail } from '../../contract/errorCatalogue';
import { dataText, type DropCommand, type DropHeader, type DropUnit } from './dropUnit';

/** Settings of a file that commands take as arguments of their own. */
const DEFAULTS = ['list_id', 'optout', 'force_optout', 'force_sub'] as const;
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
