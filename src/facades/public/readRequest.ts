/** What a page reads of a request. */
import type { Request } from 'express';
import { callerAddress } from '../wire/callerAddress';
import { formPairs } from '../wire/formPairs';

const MOST_FIELDS = 200;

/**
 * The fields of a form; of a repeated one, the first.
 * @throws with status 413 if there are too many
 */
export function formFields(body: Buffer): Record<string, string> {
  const fields = new Map<string, string>();
  try {
    for (const [bytes, value] of formPairs(body, MOST_FIELDS)) {
      const name = bytes.toString('utf8');
      if (!fields.has(name)) fields.set(name, value.toString('utf8'));
    }
  } catch (error) {
    throw Object.assign(error as Error, { status: 413 });
  }
  return Object.fromEntries(fields);
}

/** Fields of a form in the body, else of the query. Of a repeated one, the first. */
export function fields(request: Request): (...names: readonly string[]) => string {
  const query = new URLSearchParams(request.url.slice(request.url.indexOf('?') + 1));
  const body = (request.body ?? {}) as Readonly<Record<string, unknown>>;
  const one = (name: string): string => {
    const value = Object.hasOwn(body, name) ? body[name] : undefined;
    return typeof value === 'string' ? value : (query.get(name) ?? '');
  };
  return (...names) => names.map(one).find((value) => value !== '') ?? '';
}

/** Which message a link is about; empty if it does not say, or says what no mail of ours does. */
export const messageOf = (request: Request): string => /^[0-9a-f]{16}$/.exec(fields(request)('m'))?.[0] ?? '';

/** Names of the fields of a form. */
export const fieldNames = (request: Request): string[] =>
  Object.keys((request.body ?? {}) as Readonly<Record<string, unknown>>);

export interface Reader {
  readonly address: string;
  readonly userAgent: string;
}

export const readerOf = (request: Request, trustProxy: boolean): Reader => ({
  address: callerAddress(request, trustProxy),
  userAgent: (request.headers['user-agent'] ?? '').slice(0, 512),
});

/** Whether somebody reads this: a HEAD or a prefetch only looks whether it is there. */
export const isRead = (request: Request): boolean =>
  request.method !== 'HEAD' &&
  !['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].some((name) =>
    /prefetch|prerender|preview/i.test(String(request.headers[name] ?? '')),
  );
