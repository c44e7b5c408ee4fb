/** The SOAP and XML-RPC doors and the web app over the echo operations, on a real port. */
import type { Operation } from '../../src/contract/defineOperation';
import { createServer, type Server } from 'node:http';
import { Pipeline, type AuditLine, type Principal } from '../../src/contract/invoke';
import { Registry } from '../../src/contract/registry';
import { createSoapDoor } from '../../src/facades/soap/soapDoor';
import { DEFAULT_ADMISSION } from '../../src/facades/wire/admission';
import { DEFAULT_BUFFERED_BYTES, Intake, type IntakeOptions } from '../../src/facades/wire/intake';
import { DEFAULT_REQUEST_LIMITS, type RequestLimits } from '../../src/facades/wire/requestLimits';
import { createXmlRpcDoor } from '../../src/facades/xmlrpc/xmlRpcDoor';
import { createPageDoor } from '../../src/facades/wire/pageDoor';
import { createWebApp } from '../../src/facades/web/webApp';
import { echoOperations, type EchoContext } from './echoOperations';

export interface EchoServer {
  readonly port: number;
  /** Everything audited, warned of and reported as a defect since the start. */
  readonly audited: AuditLine[];
  readonly warnings: { message: string; fields: Record<string, unknown> }[];
  readonly defects: unknown[];
  /** Addresses of the callers of public operations. */
  readonly addresses: string[];
  /** What /readyz reports; a rejection counts as not ready. */
  ready: () => Promise<boolean>;
  close(): Promise<void>;
}

export interface EchoServerOptions {
  /** In place of the echo operations. */
  readonly operations?: readonly Operation[];
  readonly limits?: Partial<RequestLimits>;
  readonly intake?: Partial<Pick<IntakeOptions, 'maxBufferedBytes' | 'admission'>>;
  readonly trustProxy?: boolean;
  readonly publicUrl?: string;
  /** Waited for inside every call with a session. */
  readonly delay?: () => Promise<void>;
}

const PRINCIPAL: Principal = {
  realm: {
    realmId: 1001,
    name: 'echo',
    identity: { keyIdentifies: false, addressIdentifies: true },
    timeZone: 'UTC',
  },
  clientName: 'tests',
};

export async function startEchoServer(options: EchoServerOptions = {}): Promise<EchoServer> {
  const audited: AuditLine[] = [];
  const warnings: EchoServer['warnings'] = [];
  const defects: unknown[] = [];
  const addresses: string[] = [];
  const pipeline = new Pipeline<Principal, null, EchoContext>({
    publicContext: (call) => {
      addresses.push(call.address);
      return null;
    },
    authenticate: () => PRINCIPAL,
    inRealm: async (_principal, credential, _write, work) => {
      await options.delay?.();
      return work({ credential });
    },
    countCall: () => Promise.resolve(null),
    isTransient: () => false,
    faultOf: () => null,
    audit: (line) => audited.push(line),
    reportDefect: (_reference, _operation, error) => defects.push(error),
  });
  const log = {
    warn: (message: string, fields: Record<string, unknown>) => warnings.push({ message, fields }),
    error: (message: string, fields: Record<string, unknown>) => defects.push({ message, fields }),
  };
  const registry = new Registry(options.operations ?? echoOperations);
  const trustProxy = options.trustProxy ?? false;
  const limits = { ...DEFAULT_REQUEST_LIMITS, ...options.limits };
  const intake = new Intake({
    maxBytes: limits.maxBytes,
    maxBufferedBytes: DEFAULT_BUFFERED_BYTES,
    admission: DEFAULT_ADMISSION,
    ...options.intake,
    trustProxy,
    realmOfSession: () => null,
    log,
  });
  const given = { registry, pipeline, intake, limits, log };
  const doors = [createSoapDoor(given), createXmlRpcDoor(given)];
  const started: Omit<EchoServer, 'port' | 'close'> = {
    audited,
    warnings,
    defects,
    addresses,
    ready: () => Promise.resolve(true),
  };
  const app = createWebApp({
    pages: [],
    registry,
    trustProxy,
    publicUrl: options.publicUrl ?? null,
    isReady: () => started.ready(),
    log,
  });
  const pageDoor = createPageDoor(intake, app);
  const server: Server = createServer((request, response) => {
    if (!doors.some((door) => door(request, response))) pageDoor(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return Object.assign(started, {
    port: typeof address === 'object' && address ? address.port : 0,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
