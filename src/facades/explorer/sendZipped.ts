/** Sends what is kept zipped beside the plain bytes, so that it is zipped once and not for every reader. */
import type { Request, Response } from 'express';

export interface Zipped {
  readonly body: Buffer;
  readonly zipped: Buffer;
}

export function sendZipped(request: Request, response: Response, { body, zipped }: Zipped): void {
  const takesZipped = request.acceptsEncodings('gzip') === 'gzip';
  if (takesZipped) response.set('Content-Encoding', 'gzip');
  response.vary('Accept-Encoding').send(takesZipped ? zipped : body);
}
