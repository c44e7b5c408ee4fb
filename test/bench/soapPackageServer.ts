/** The same echo operation on the server of the npm package `soap`, with the same WSDL. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listen } from 'soap';
import { PORT_NAME, RPC_PATH, SERVICE_NAME } from '../../src/facades/soap/soapNames';
import { answerRequests } from './child';
import { echoWsdl } from './echoOperation';

answerRequests<null>(async () => {
  const server = createServer((_request, response) => response.writeHead(404).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const echo = ({ text }: { text: { $value: string } | string }) => ({
    echoReturn: typeof text === 'string' ? text : text.$value,
  });
  await new Promise<void>((resolve) => {
    listen(server, {
      path: RPC_PATH,
      services: { [SERVICE_NAME]: { [PORT_NAME]: { echo } } },
      xml: echoWsdl(port),
      callback: () => resolve(),
    });
  });
  return port;
});
