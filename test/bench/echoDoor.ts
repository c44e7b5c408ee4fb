/** Our SOAP door, the pipeline and the log over the echo operation. */
import { createWriteStream } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pipeline, type Principal } from '../../src/contract/invoke';
import { createSoapDoor } from '../../src/facades/soap/soapDoor';
import { DEFAULT_ADMISSION } from '../../src/facades/wire/admission';
import { DEFAULT_BUFFERED_BYTES, Intake } from '../../src/facades/wire/intake';
import { DEFAULT_REQUEST_LIMITS } from '../../src/facades/wire/requestLimits';
import { createLogger } from '../../src/log/createLogger';
import { answerRequests } from './child';
import { echoRegistry } from './echoOperation';

export interface EchoDoorRequest {
  readonly logFile: string;
}

answerRequests<EchoDoorRequest>(async ({ logFile }) => {
  const log = createLogger('info', createWriteStream(logFile));
  const impossible = (): never => {
    throw new Error('the echo operation needs no session');
  };
  const pipeline = new Pipeline<Principal, null, null>({
    publicContext: () => null,
    authenticate: impossible,
    inRealm: impossible,
    countCall: () => Promise.resolve(null),
    isTransient: () => false,
    faultOf: () => null,
    audit: (line) => log.info('call', line),
    reportDefect: (_reference, _operation, error) => log.error('defect', { error: String(error) }),
  });
  const door = createSoapDoor({
    registry: echoRegistry,
    pipeline,
    intake: new Intake({
      maxBytes: DEFAULT_REQUEST_LIMITS.maxBytes,
      maxBufferedBytes: DEFAULT_BUFFERED_BYTES,
      admission: DEFAULT_ADMISSION,
      trustProxy: false,
      realmOfSession: () => null,
      log,
    }),
    limits: DEFAULT_REQUEST_LIMITS,
    log,
  });
  const server = createServer((request, response) => {
    if (!door(request, response)) response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
});
