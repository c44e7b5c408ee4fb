/** What realms, servers and schemas may be called. */
import { createHash } from 'node:crypto';
import { fail } from '../../contract/errorCatalogue';

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])$/;
const MAX_SCHEMA_NAME = 64;

/**
 * Checks the name of a realm or a database server.
 * @param what for the refusal, such as `realm`
 * @throws {ApiError} `realm.invalid`
 */
export function checkedName(what: string, name: string): string {
  if (NAME.test(name)) return name;
  return fail('realm.invalid', {
    reason: `The name of a ${what} has 2 to 64 lower-case letters, digits and hyphens, and neither begins nor ends with a hyphen.`,
  });
}

/**
 * The schema that a new realm's database gets: the control schema's name, `_`, and the realm's name with `_` for
 * hyphens. Realm names hold no `_`, so no two of them meet. A name that would be too long, or hold characters that
 * need care on some server, is shortened or cleaned and ends in a hash of what it stands for.
 */
export function schemaNameFor(controlSchema: string, realm: string): string {
  const name = `${controlSchema}_${realm.replaceAll('-', '_')}`;
  if (/^[A-Za-z0-9_]{1,64}$/.test(name)) return name;
  const mark = createHash('sha256').update(name).digest('hex').slice(0, 12);
  return `${name.replace(/[^A-Za-z0-9_]/g, '_').slice(0, MAX_SCHEMA_NAME - mark.length - 1)}_${mark}`;
}

/**
 * Checks a line about something.
 * @param what for the refusal
 * @throws {ApiError} `realm.invalid`
 */
export function checkedText(what: string, text: string): string {
  if ([...text].length <= 255 && !/\p{Cc}/u.test(text)) return text;
  return fail('realm.invalid', {
    reason: `The ${what} has at most 255 characters and no control characters.`,
  });
}

export const checkedDescription = (text: string): string => checkedText('description', text);

/**
 * Checks the IANA name of a time zone.
 * @throws {ApiError} `realm.invalid`
 */
export function checkedTimeZone(name: string): string {
  const known = /^[A-Za-z]/.test(name) && name.length <= 64 && isTimeZone(name);
  return known
    ? name
    : fail('realm.invalid', {
        reason: `There is no time zone named ${JSON.stringify(name.slice(0, 64))}; use an IANA name such as Europe/Berlin or America/New_York.`,
      });
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
