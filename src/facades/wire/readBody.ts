/** Reads the body of a request within a limit and a budget, and lets go of it when the caller goes away. */
import type { IncomingMessage } from 'node:http';
import { ApiError } from '../../contract/errorCatalogue';
import type { ByteBudget } from './byteBudget';

/**
 * Bytes of every body that are not counted: nearly all calls are shorter, and must get through while a few long ones
 * use up the budget. The number of connections bounds what they come to.
 */
export const UNCOUNTED_BYTES = 16 * 1024;

/** `body` is as it was sent. If it was read whole, `releaseBody` gives back what it took of the budget. */
export type BodyRead = (error: ApiError | null, body: Buffer, size: number) => void;

const NOTHING = Buffer.alloc(0);

/** How much of a body comes out of the budget. */
export const countedBytes = (size: number): number => Math.max(0, size - UNCOUNTED_BYTES);

/**
 * `done` is called once, or never where the caller breaks off. When it reports an error the request may still be
 * arriving; what is left of it is then the caller's to discard.
 * @param budget what is read is taken from it; where that succeeds, `countedBytes` of it are the receiver's to release
 * @param overloaded makes the error for a budget that is used up
 */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
  budget: ByteBudget,
  overloaded: () => ApiError,
  done: BodyRead,
): void {
  let chunks: Buffer[] = [];
  let size = 0;
  let taken = 0;
  let finished = false;
  const abandon = () => {
    if (finished) return;
    finished = true;
    chunks = [];
    budget.release(taken);
  };
  const refuse = (error: ApiError) => {
    abandon();
    done(error, NOTHING, size);
  };
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > maxBytes) return refuse(tooLarge(maxBytes));
  if (!budget.has(countedBytes(declared))) return refuse(overloaded());
  // Without a listener a broken connection would be an uncaught error; there is nobody left to answer.
  request.on('error', abandon);
  request.on('close', abandon);
  request.on('data', (chunk: Buffer) => {
    if (finished) return;
    size += chunk.length;
    if (size > maxBytes) return refuse(tooLarge(maxBytes));
    const more = countedBytes(size) - taken;
    if (!budget.take(more)) return refuse(overloaded());
    taken += more;
    chunks.push(chunk);
  });
  request.on('end', () => {
    if (finished) return;
    finished = true;
    done(null, chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size), size);
    chunks = [];
  });
}

const tooLarge = (maxBytes: number): ApiError =>
  new ApiError('request.tooLarge', { reason: `it is over ${maxBytes} bytes` });
