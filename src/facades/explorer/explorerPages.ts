/**
 * The discovery page: if somebody gives a licence and sees the calls that are right for the realm, and the files
 * that it is made of. Its script sends SOAP requests like any client; what the realm has, to fill its forms with, it
 * asks by an operation of its own, with the same session.
 */
import { Router, type RequestHandler } from 'express';
import type { Operation } from '../../contract/defineOperation';
import type { Endpoint } from '../../contract/endpoint';
import type { Registry } from '../../contract/registry';
import { html } from '../public/html';
import { describeApi } from './describeApi';
import { EXPLORER_PATH, framedPage } from './frame';
import { readPageFiles, type PageFiles } from './pageFiles';
import { addRealmOutline, type OutlineOptions } from './realmOutlineRoute';
import { referencePages } from './referencePages';
import { sendCompressed } from './sendCompressed';

export interface ExplorerOptions extends OutlineOptions {
  readonly registry: Registry;
  /** Of the HTTP API, for the reference. */
  readonly commands: readonly Operation[];
  /** Of REST. */
  readonly endpoints: readonly Endpoint[];
  readonly version: string;
}

export function explorerPages({
  registry,
  commands,
  endpoints,
  version,
  ...outline
}: ExplorerOptions): Router {
  let read: PageFiles | null = null;
  const files = (): PageFiles => (read ??= readPageFiles(describeApi(registry, version, endpoints)));
  const router = Router({ strict: true });
  const get = (path: string, handler: RequestHandler): void => {
    router.get(path, handler);
    router.all(path, (request, response, next) => {
      if (['GET', 'HEAD'].includes(request.method)) return next();
      response
        .status(405)
        .set('Allow', 'GET, HEAD')
        .type('text/plain')
        .send('This address answers GET, HEAD only.\n');
    });
  };

  // Addresses are relative, so that the gateway may lie below a path of a proxy.
  get('/', (_request, response) => response.redirect(EXPLORER_PATH.slice(1)));
  get(`${EXPLORER_PATH}/`, (_request, response) => response.redirect('../ws_api_tests'));
  const discoveryPage = framedPage(() => {
    const { mark, byName } = files();
    const scripts = [...byName].flatMap(([name, { type }]) => (type === 'text/javascript' ? [name] : []));
    return {
      title: 'Soapstone',
      root: '../',
      mark,
      scripts: ['main', ...scripts.filter((name) => name !== 'main')],
      corner: html`<div id="realm"></div>`,
      body: html`<div class="columns">
        <main id="view">
          <noscript
            ><p>This page needs JavaScript. The <a href="../docs">reference</a> does not.</p></noscript
          >
        </main>
        <nav id="calls" aria-label="Calls"></nav>
      </div>`,
    };
  });
  get(EXPLORER_PATH, discoveryPage);
  addRealmOutline(router, EXPLORER_PATH, outline);
  get(`${EXPLORER_PATH}/:mark/*name`, (request, response, next) => {
    const { mark, byName } = files();
    const parts: unknown = request.params.name;
    const file = byName.get(Array.isArray(parts) ? parts.join('/') : '');
    if (request.params.mark !== mark || !file) return next();
    response
      .set({
        'Cache-Control': 'public, max-age=31536000, immutable',
        'Cross-Origin-Resource-Policy': 'same-origin',
      })
      .type(`${file.type}; charset=utf-8`);
    sendCompressed(request, response, file);
  });
  router.use(referencePages({ operations: registry.all(), commands, endpoints, mark: () => files().mark }));
  return router;
}
