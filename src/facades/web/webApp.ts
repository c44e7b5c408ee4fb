/** The plain web side of the gateway: the WSDLs, whether it is alive, and the public pages. SOAP calls never come this way. */
import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Router } from 'express';
import type { Registry } from '../../contract/registry';
import { DOCUMENT_PATH, DOCUMENT_WSDL_PATH, RPC_PATH, RPC_WSDL_PATH } from '../soap/soapNames';
import { writeDocumentWsdl } from '../soap/writeDocumentWsdl';
import { writeRpcWsdl } from '../soap/writeRpcWsdl';
import { XML_RPC_PATHS } from '../xmlrpc/xmlRpcNames';
import { publicAddress } from './publicAddress';

export interface WebAppOptions {
  readonly registry: Registry;
  /** Base address to publish, or null to take the host of each request. */
  readonly publicUrl: string | null;
  readonly trustProxy: boolean;
  /** What people see in a browser; asked after everything else. */
  readonly pages: readonly Router[];
  /** Whether the databases can be reached; a rejection counts as no. */
  readonly isReady: () => Promise<boolean>;
  readonly log: { error(message: string, fields: Record<string, unknown>): unknown };
}

const WSDL_QUERY = /[?&]wsdl(?:[=&]|$)/i;

export function createWebApp(options: WebAppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(safeHeaders);

  const rpcWsdl = wsdlHandler(options, RPC_PATH, writeRpcWsdl);
  const documentWsdl = wsdlHandler(options, DOCUMENT_PATH, writeDocumentWsdl);
  only(app, RPC_WSDL_PATH, ['GET', 'HEAD'], rpcWsdl);
  only(app, DOCUMENT_WSDL_PATH, ['GET', 'HEAD'], documentWsdl);
  only(app, RPC_PATH, ['GET', 'HEAD', 'POST'], endpointPage(rpcWsdl, RPC_WSDL_PATH));
  only(app, DOCUMENT_PATH, ['GET', 'HEAD', 'POST'], endpointPage(documentWsdl, DOCUMENT_WSDL_PATH));
  for (const path of XML_RPC_PATHS) app.all(path, xmlRpcHint);
  only(app, '/healthz', ['GET', 'HEAD'], (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ status: 'ok' });
  });
  only(app, '/readyz', ['GET', 'HEAD'], async (_request, response) => {
    const ready = await options.isReady().catch(() => false);
    response
      .set('Cache-Control', 'no-store')
      .status(ready ? 200 : 503)
      .json({ status: ready ? 'ready' : 'not ready' });
  });
  for (const pages of options.pages) app.use(pages);
  app.use((_request, response) => {
    response.status(404).type('text/plain').send('There is nothing here.\n');
  });
  app.use(errorPage(options.log));
  return app;
}

const safeHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Referrer-Policy': 'no-referrer',
  });
  next();
};

/** Serves `handler` for GET and HEAD, and refuses every method that is not named. */
function only(app: Express, path: string, methods: readonly string[], handler: RequestHandler): void {
  app.get(path, handler);
  app.all(path, (_request, response) => {
    response
      .status(405)
      .set('Allow', methods.join(', '))
      .type('text/plain')
      .send(`This address answers ${methods.join(', ')} only.\n`);
  });
}

/** Serves a WSDL, written once; only its address differs from caller to caller. */
function wsdlHandler(
  { registry, publicUrl, trustProxy }: WebAppOptions,
  endpoint: string,
  write: (registry: Registry, address: string) => string,
): RequestHandler {
  const mark = 'urn:soapstone:address';
  const [head = '', tail = ''] = write(registry, mark).split(mark);
  return (request, response) => {
    const address = publicAddress(request, publicUrl, trustProxy) + endpoint;
    response
      .set('Cache-Control', 'no-cache')
      .vary('Host')
      .type('text/xml; charset=utf-8')
      .send(head + address + tail);
  };
}

/** Calls never come this way; whoever sees this looked at the address with a browser. */
const xmlRpcHint: RequestHandler = (_request, response) => {
  response
    .status(405)
    .set('Allow', 'POST')
    .type('text/plain')
    .send(
      'This is an XML-RPC endpoint; send it POST requests. The method system.listMethods names its methods.\n',
    );
};

const endpointPage =
  (wsdl: RequestHandler, wsdlPath: string): RequestHandler =>
  (request, response, next) => {
    if (WSDL_QUERY.test(request.url)) return wsdl(request, response, next);
    response
      .type('text/plain')
      .send(`This is a SOAP 1.1 endpoint; send it POST requests. Its WSDL is at ${wsdlPath}.\n`);
  };

const errorPage =
  (log: WebAppOptions['log']): ErrorRequestHandler =>
  (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const claimed = (error as { status?: unknown } | null)?.status;
    const status = typeof claimed === 'number' && claimed >= 400 && claimed < 500 ? claimed : 500;
    if (status === 500) log.error('web request failed', { method: request.method, error });
    response
      .status(status)
      .type('text/plain')
      .send(
        status === 500 ? 'The gateway could not answer this request.\n' : 'The request could not be read.\n',
      );
  };
