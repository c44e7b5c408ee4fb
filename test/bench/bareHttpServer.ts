/** The floor under any HTTP service in Node: `node:http` answering every request with the same bytes. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerRequests } from './child';

export interface BareHttpRequest {
  readonly answer: string;
}

answerRequests<BareHttpRequest>(async ({ answer }) => {
  const body = Buffer.from(answer);
  const headers = { 'Content-Type': 'text/xml; charset=utf-8', 'Content-Length': body.length };
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, headers);
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
});
