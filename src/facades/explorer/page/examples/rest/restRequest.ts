/** A REST call as it goes over the wire, of which each language's example is made. */
import type { EndpointDescription } from '../../../apiDescription';

export interface RestRequest {
  readonly method: string;
  readonly url: string;
  readonly realm: string;
  /** JSON on one line; null for none. */
  readonly body: string | null;
}

export interface RestValues {
  readonly realm: string;
  /** By name; an empty one of the query is left out. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** @param root address of REST, without a slash at its end */
export function requestOf(
  root: string,
  { method, path, parameters }: EndpointDescription,
  { realm, parameters: values, body }: RestValues,
): RestRequest {
  const at = path.replace(/\{(\w+)\}/g, (_, name: string) => encoded(values[name] ?? ''));
  const query = parameters
    .filter(({ name, place }) => place === 'query' && values[name])
    .map(({ name }) => `${name}=${encoded(values[name]!)}`)
    .join('&');
  return { method, url: `${root}${at}${query === '' ? '' : `?${query}`}`, realm, body };
}

/** Also what shells and some languages read as something else. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
