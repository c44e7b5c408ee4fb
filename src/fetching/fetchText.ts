/**
 * One GET of a `smartget` tag: bounded in time and size, without redirects, and only to the public internet. The
 * address that is connected to is the one that was checked, so a name that changes its mind in between gains nothing.
 */
import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { replaceForbidden } from '../text/plainText';
import { decodePage } from './decodePage';
import { isPublicAddress } from './isPublicAddress';

/** Why nothing was fetched, as a clause. It never repeats the address, which may hold a contact's data. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
}

export interface FetchOptions {
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** `host:port` of places that may be fetched from although their address is private. */
  readonly allowPrivate: ReadonlySet<string>;
  /** Resolves names; the system's resolver unless given. */
  readonly lookup?: typeof systemLookup;
}

export interface FetchedPage {
  readonly text: string;
  readonly isHtml: boolean;
}

const MAX_ADDRESS = 4000;

/** @throws {FetchError} */
export async function fetchText(address: string, options: FetchOptions): Promise<FetchedPage> {
  const url = readAddress(address);
  const allowed = options.allowPrivate.has(placeOf(url));
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (!allowed && isIP(literal) !== 0 && !isPublicAddress(literal)) throw new FetchError(PRIVATE);
  const deadline = AbortSignal.timeout(options.timeoutMs);
  try {
    const response = await respond(url, deadline, checkedLookup(allowed, options.lookup ?? systemLookup));
    try {
      checkStatus(response.statusCode ?? 0);
      const type = response.headers['content-type'] ?? '';
      const bytes = await readAll(response, options.maxBytes);
      // A page without a length ends with its connection, also if it is we who end it.
      deadline.throwIfAborted();
      const body = decompress(bytes, response, options.maxBytes);
      return { text: replaceForbidden(decodePage(body, type)), isHtml: /html/i.test(type) };
    } finally {
      response.destroy();
    }
  } catch (error) {
    if (error instanceof FetchError) throw error;
    if (deadline.aborted) throw new FetchError(`the page did not come within ${options.timeoutMs / 1000} s`);
    throw new FetchError('the page cannot be fetched');
  }
}

const PRIVATE = 'its host is not on the public internet';

function readAddress(address: string): URL {
  const url = address.length <= MAX_ADDRESS && URL.canParse(address) ? new URL(address) : null;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw new FetchError('its address is not a valid http or https address');
  return url;
}

/** `host:port`, as the setting lists places. */
const placeOf = (url: URL): string =>
  `${url.hostname.replace(/^\[|\]$/g, '')}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`.toLowerCase();

/** Resolves a name, and refuses it where any of its addresses is private. */
const checkedLookup =
  (allowed: boolean, lookup: typeof systemLookup): LookupFunction =>
  (host, options, answer) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      const addresses = found as LookupAddress[] | undefined;
      const refused = !allowed && addresses?.some(({ address }) => !isPublicAddress(address));
      const first = addresses?.[0];
      if (error ?? !first) answer(error ?? new FetchError('its host is not known'), []);
      else if (refused) answer(new FetchError(PRIVATE), []);
      else if (options.all) answer(null, addresses);
      else answer(null, first.address, first.family);
    });
  };

const respond = (url: URL, signal: AbortSignal, lookup: LookupFunction): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const headers = {
      accept: 'text/html, text/plain, */*;q=0.5',
      'accept-encoding': 'identity',
      'user-agent': 'Soapstone',
    };
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
    // A connection of its own: a kept one might lead to an address that was allowed for something else.
    let response: IncomingMessage | undefined;
    const outgoing = request(url, { method: 'GET', headers, signal, lookup, agent: false }, (begun) =>
      resolve((response = begun)),
    );
    // A connection that breaks under a page without a length would pass for its end.
    outgoing.on('error', (error) => (response ? response.destroy(error) : reject(error)));
    // A server that wants another protocol is hung up on without an error.
    outgoing.on('close', () => reject(new FetchError('the page cannot be fetched')));
    outgoing.end();
  });

function checkStatus(status: number): void {
  if (status >= 300 && status < 400) throw new FetchError('its address answers with a redirect');
  if (status < 200 || status >= 300) throw new FetchError(`its address answers with status ${status}`);
}

async function readAll(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new FetchError(tooLarge(maxBytes));
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const tooLarge = (maxBytes: number): string => `the page has more than ${maxBytes} bytes`;

const DECODERS = { gzip: gunzipSync, 'x-gzip': gunzipSync, deflate: inflateSync, br: brotliDecompressSync };

/** Some servers compress although nobody asked them to. */
function decompress(body: Buffer, { headers }: IncomingMessage, maxBytes: number): Buffer {
  const coding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (coding === 'identity') return body;
  if (!Object.hasOwn(DECODERS, coding)) throw new FetchError('the page is compressed in an unknown way');
  try {
    return DECODERS[coding as keyof typeof DECODERS](body, { maxOutputLength: maxBytes });
  } catch (error) {
    const isTooLarge = (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE';
    throw new FetchError(isTooLarge ? tooLarge(maxBytes) : 'the page cannot be decompressed');
  }
}
