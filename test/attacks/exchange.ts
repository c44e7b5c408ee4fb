/** Sends a request as it is and reads the whole answer; for requests that `fetch` would mend or refuse to send. */
import { request as httpRequest } from 'node:http';
import type { Request } from './attack';

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export const exchange = (port: number, { method, path, headers, body }: Request): Promise<WireAnswer> =>
  new Promise((resolve, reject) => {
    const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
    const isChunked = Object.keys(given).some((name) => name.toLowerCase() === 'transfer-encoding');
    const outgoing = httpRequest(
      {
        host: '127.0.0.1',
        port,
        method,
        path,
        headers: isChunked ? given : { 'content-length': body.length, ...given },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode!,
            headers: Object.fromEntries(
              Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
            ),
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
