/** A plain HTTP client for the JSON doors: any method with any body, as real programs send them. */
import { Agent, request } from 'node:http';

export interface RestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** Parsed, if there is a body; the error object where it is one. */
  readonly json: unknown;
}

export interface RestCall {
  readonly body?: unknown;
  /** Sent as it is, in place of `body`. */
  readonly raw?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RestClient {
  call(method: string, path: string, call?: RestCall): Promise<RestAnswer>;
  close(): void;
}

export const basic = (user: string, password: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

/** @param headers of every call, unless it has its own */
export function restClient(url: string, headers: Readonly<Record<string, string>> = {}): RestClient {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(url);
  return {
    call: (method, path, { body, raw, headers: own = {} } = {}) =>
      new Promise((resolve, reject) => {
        const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
        const all = {
          ...headers,
          ...(sent === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(sent)) }),
          ...own,
        };
        const call = request({ agent, hostname, port, method, path, headers: all }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            let json: unknown;
            try {
              json = text === '' ? undefined : JSON.parse(text);
            } catch {
              json = undefined;
            }
            resolve({ status: response.statusCode!, headers: response.headers, text, json });
          });
        });
        call.on('error', reject);
        call.end(sent);
      }),
    close: () => agent.destroy(),
  };
}
