/** The frame that the discovery page and the reference share, and the headers that keep both of them to themselves. */
import { gzipSync } from 'node:zlib';
import type { Request, RequestHandler, Response } from 'express';
import { html, type Html } from '../public/html';
import { sendCompressed, type Compressed } from './sendCompressed';

/** The path of the discovery page, as the legacy platform had it, and the folder of its files. */
export const EXPLORER_PATH = '/bin/ws_api_tests';

const policy = (formAction: "'self'" | "'none'"): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    // Only the reference has a form: its search.
    `form-action ${formAction}`,
    "frame-ancestors 'none'",
    // No text becomes markup; the one policy is for reading XML, see page/parseAnswer.ts.
    "require-trusted-types-for 'script'",
    'trusted-types xml-to-read',
  ].join('; ');

const POLICY = policy("'none'");
const REFERENCE_POLICY = policy("'self'");

export interface Frame {
  readonly title: string;
  /** From this page to the gateway's address: `../` for each folder that the page lies in. */
  readonly root: string;
  /** Name of the folder of the page's files. */
  readonly mark: string;
  /** The first is the one that runs; the page is then the one that shows the calls. */
  readonly scripts: readonly string[];
  /** Stands at the right end of the head. */
  readonly corner: Html;
  readonly body: Html;
}

/** The whole page. */
function makeFrame({ title, root, mark, scripts, corner, body }: Frame): Compressed {
  const files = `${root}${EXPLORER_PATH.slice(1)}/${mark}/`;
  const [main, ...others] = scripts;
  const isCalls = main !== undefined;
  // A link to the page itself would load it again and lose the session.
  const home = isCalls ? '#' : root + EXPLORER_PATH.slice(1);
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <link rel="icon" href="${files}icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="${files}style.css" />
        ${others.map((name) => html`<link rel="modulepreload" href="${files}${name}" /> `)}
        ${main === undefined ? null : html`<script type="module" src="${files}${main}"></script>`}
      </head>
      <body>
        ${!isCalls ? null : html`<button type="button" class="skip" id="skip">Go to the list of calls</button>`}
        <header>
          <h1>
            <a href="${home}"
              ><img src="${files}icon.svg" alt="" width="24" height="24" /> <span>Soapstone</span></a
            >
          </h1>
          <nav aria-label="Pages">
            <a href="${home}" id="to-calls">Calls</a>
            ${isCalls ? html`<a href="${root}docs" target="_blank">Reference</a>` : html`<a href="${root}docs">Reference</a>`}
          </nav>
          ${corner}
        </header>
        ${body}
      </body>
    </html> `;
  const bytes = Buffer.from(document.text);
  return { body: bytes, zipped: gzipSync(bytes) };
}

/**
 * Answers with a page that is the same for everybody: it is made for the first reader, and kept.
 * @param isReference it has a form
 */
export function framedPage(describe: () => Frame, isReference = false): RequestHandler {
  let page: Compressed | null = null;
  return (request, response) => {
    page ??= makeFrame(describe());
    sendFramed(request, response, page, isReference ? REFERENCE_POLICY : POLICY);
  };
}

/** Answers with a page that is made for this reader. */
export function sendFrame(request: Request, response: Response, frame: Frame): void {
  sendFramed(request, response, makeFrame(frame), REFERENCE_POLICY);
}

function sendFramed(request: Request, response: Response, page: Compressed, contentPolicy: string): void {
  response
    .status(200)
    .set({
      'Content-Security-Policy': contentPolicy,
      'X-Frame-Options': 'DENY',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
      // What was typed is not kept for the way back either.
      'Cache-Control': 'no-store',
    })
    .type('html');
  sendCompressed(request, response, page);
}
