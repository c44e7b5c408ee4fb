/** Decompresses the body of a request, as far as a message of its size can honestly unfold. */
import { createGunzip, createInflate, createInflateRaw, type Zlib } from 'node:zlib';
import type { Transform } from 'node:stream';
import { ApiError } from '../../contract/errorCatalogue';
import type { ByteBudget } from './byteBudget';

/** Times its size that a compressed message may unfold to. XML of real clients comes to 5 to 30 times. */
const MAX_RATIO = 50;
/** What any message may unfold to. */
const ALWAYS_ALLOWED = 256 * 1024;

export type Inflated = (error: ApiError | null, body: Buffer) => void;

const NOTHING = Buffer.alloc(0);

/** The name of a compression in lower case; null if the body is sent as it is. */
export function compressionOf(encoding: string | undefined): string | null {
  const name = encoding?.trim().toLowerCase();
  return name && name !== 'identity' ? name : null;
}

/**
 * @param compression from `compressionOf`
 * @param budget what is inflated is taken from it; where that succeeds, its length is the receiver's to release
 * @param overloaded makes the error for a budget that is used up
 * @param done is called once, with `request.malformed`, `request.tooLarge` or `overloaded` where it failed
 */
export function inflate(
  compression: string,
  body: Buffer,
  maxBytes: number,
  budget: ByteBudget,
  overloaded: () => ApiError,
  done: Inflated,
): void {
  const stream = streamFor(compression, body);
  if (!stream) {
    const reason = `the content encoding ${compression.slice(0, 40)} is not known here; send gzip, deflate or none`;
    return done(new ApiError('request.malformed', { reason }), NOTHING);
  }
  const mostByRatio = Math.max(body.length * MAX_RATIO, ALWAYS_ALLOWED);
  const chunks: Buffer[] = [];
  let size = 0;
  let finished = false;
  const finish = (error: ApiError | null): void => {
    if (finished) return;
    finished = true;
    if (error) {
      stream.destroy();
      budget.release(size);
      done(error, NOTHING);
    } else {
      done(null, chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size));
    }
  };
  stream.on('data', (chunk: Buffer) => {
    if (finished) return;
    if (size + chunk.length > maxBytes) return finish(tooLarge(`it is over ${maxBytes} bytes`));
    if (size + chunk.length > mostByRatio)
      return finish(tooLarge(`it unfolds to more than ${MAX_RATIO} times its size; send it uncompressed`));
    if (!budget.take(chunk.length)) return finish(overloaded());
    size += chunk.length;
    chunks.push(chunk);
  });
  stream.on('end', () => finish(null));
  stream.on('error', () =>
    finish(new ApiError('request.malformed', { reason: `it is not valid ${compression} data` })),
  );
  stream.end(body);
}

function streamFor(compression: string, body: Buffer): (Transform & Zlib) | null {
  if (compression === 'gzip' || compression === 'x-gzip') return createGunzip(OPTIONS);
  if (compression !== 'deflate') return null;
  // The name stands for two formats; the zlib one starts with the number of its method, 8.
  return (body[0]! & 0x0f) === 8 ? createInflate(OPTIONS) : createInflateRaw(OPTIONS);
}

const OPTIONS = { chunkSize: 64 * 1024 };

const tooLarge = (reason: string): ApiError => new ApiError('request.tooLarge', { reason });
