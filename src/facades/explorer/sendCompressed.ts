/** Sends what is kept zipped beside the plain bytes, so that it is zipped once and not for every reader. */
import type { Request, Response } from 'express';

export interface Compressed {
  readonly body: Buffer;
  readonly zipped: Buffer;
}

export function sendCompressed(request: Request, response: Response, { body, zipped }: Compressed): void {
  const takesZipped = request.acceptsEncodings('gzip') === 'gzip';
  if (takesZipped) response.set('Content-Encoding', 'gzip');
  response.vary('Accept-Encoding').send(takesZipped ? zipped : body);
}
