/** Reads the body of a request within a limit, compressed or not, and lets go of it when the caller goes away. */
import type { IncomingMessage } from 'node:http';
import { gunzip, inflate, inflateRaw, type InputType, type ZlibOptions } from 'node:zlib';
import { ApiError } from '../../contract/errorCatalogue';

/** `size` is what came over the wire, before decompression. */
export type BodyRead = (error: ApiError | null, body: Buffer, size: number) => void;

type Decompress = (
  body: InputType,
  options: ZlibOptions,
  done: (error: NodeJS.ErrnoException | null, body: Buffer) => void,
) => void;

const NOTHING = Buffer.alloc(0);

/**
 * Reads and decompresses. `done` is called once, or never where the caller breaks off. When it reports
 * `request.tooLarge` the request may still be arriving; what is left of it is then the caller's to discard.
 */
export function readBody(request: IncomingMessage, maxBytes: number, done: BodyRead): void {
  let chunks: Buffer[] = [];
  let size = 0;
  let finished = false;
  const finish = (error: ApiError | null, body: Buffer) => {
    finished = true;
    chunks = [];
    done(error, body, size);
  };
  // Without a listener a broken connection would be an uncaught error; there is nobody left to answer.
  request.on('error', () => (chunks = []));
  const declared = Number(request.headers['content-length']);
  if (declared > maxBytes) return finish(tooLarge(maxBytes), NOTHING);
  request.on('data', (chunk: Buffer) => {
    if (finished) return;
    size += chunk.length;
    if (size > maxBytes) finish(tooLarge(maxBytes), NOTHING);
    else chunks.push(chunk);
  });
  request.on('end', () => {
    if (finished) return;
    const body = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
    const encoding = request.headers['content-encoding'];
    if (encoding === undefined) finish(null, body);
    else decompress(encoding, body, maxBytes, finish);
  });
}

function decompress(
  encoding: string,
  body: Buffer,
  maxBytes: number,
  done: (error: ApiError | null, body: Buffer) => void,
): void {
  const name = encoding.trim().toLowerCase();
  if (name === '' || name === 'identity') return done(null, body);
  const method = methodOf(name, body);
  if (!method) {
    const reason = `the content encoding ${name.slice(0, 40)} is not known here; send gzip, deflate or none`;
    return done(new ApiError('request.malformed', { reason }), NOTHING);
  }
  method(body, { maxOutputLength: maxBytes }, (error, inflated) => {
    if (!error) done(null, inflated);
    else if (error.code === 'ERR_BUFFER_TOO_LARGE') done(tooLarge(maxBytes), NOTHING);
    else done(new ApiError('request.malformed', { reason: `it is not valid ${name} data` }), NOTHING);
  });
}

function methodOf(name: string, body: Buffer): Decompress | null {
  if (name === 'gzip' || name === 'x-gzip') return gunzip;
  if (name !== 'deflate') return null;
  // The name stands for two formats; the zlib one starts with the number of its method, 8.
  return (body[0]! & 0x0f) === 8 ? inflate : inflateRaw;
}

const tooLarge = (maxBytes: number): ApiError =>
  new ApiError('request.tooLarge', { reason: `it is over ${maxBytes} bytes` });
