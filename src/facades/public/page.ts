/** The frame of every page: one column that fits a telephone, dark where the reader wants it, and nothing that runs. */
import { createHash } from 'node:crypto';
import type { Response } from 'express';
import type { Brand } from './callPage';
import { html, Html } from './html';

const STYLE = `
:root { color-scheme: light dark; --text: #1c1b1a; --paper: #fbfaf8; --line: #8b857c; --accent: #1f5f8b; --on-accent: #fff; --alert: #a3231f; }
@media (prefers-color-scheme: dark) { :root { --text: #ece9e4; --paper: #1b1a19; --line: #8f897f; --accent: #8cc4ea; --on-accent: #10212d; --alert: #ff9d94; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--text); font: 1.0625rem/1.55 system-ui, sans-serif; }
main { max-width: 34rem; margin: 0 auto; padding: clamp(1.5rem, 8vh, 5rem) 1.25rem 3rem; }
header { display: flex; align-items: center; gap: .8rem; margin: 0 0 2rem; font-weight: 600; overflow-wrap: anywhere; }
header img { max-width: 12rem; max-height: 4rem; }
h1 { font-size: 1.625rem; line-height: 1.25; margin: 0 0 1rem; text-wrap: balance; }
h1, p, dd { overflow-wrap: anywhere; }
p { margin: 0 0 1rem; }
label, legend { display: block; font-weight: 600; margin: 1.1rem 0 .3rem; padding: 0; }
fieldset { border: 0; margin: 0; padding: 0; }
fieldset + fieldset, form + .note { margin-top: 1.4rem; }
fieldset label { font-weight: 400; margin-top: .6rem; }
input, textarea { width: 100%; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: .4rem; padding: .6rem .7rem; }
input[type=checkbox], input[type=radio] { width: 1.4rem; height: 1.4rem; margin: 0; flex: none; accent-color: var(--accent); }
.choice { display: flex; align-items: center; gap: .7rem; min-height: 2.75rem; margin: 0; }
a { color: var(--accent); }
textarea { min-height: 7rem; resize: vertical; }
button { font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent); border: 2px solid var(--accent); border-radius: .4rem; padding: .7rem 1.4rem; margin-top: 1.4rem; min-height: 2.9rem; cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
.note { font-size: .9375rem; opacity: .85; }
[role=alert] { border-left: 4px solid var(--alert); padding-left: .8rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; margin: 0; }
@media (max-width: 30rem) { button { width: 100%; } }
`;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');
const STYLE_HASH = sha256(STYLE);
const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);

export interface Page {
  readonly title: string;
  readonly body: Html;
  /** Where the page's form may end up besides this site: the list's own landing page; '' for nowhere. */
  readonly landing?: string;
  /** Whose page it is, where that is known. */
  readonly brand?: Brand;
}

export function sendPage(
  response: Response,
  status: number,
  { title, body, landing = '', brand }: Page,
): void {
  const colours = brand?.colour ? colourStyle(brand.colour) : '';
  const target = formTarget(landing);
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="format-detection" content="telephone=no" />
        <title>${title}</title>
        ${STYLE_ELEMENT}${colours === '' ? null : new Html(`<style>${colours}</style>`)}
      </head>
      <body>
        <main>
          ${brand ? header(brand) : null}
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html> `;
  privately(response)
    .status(status)
    .set({
      'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'${colours === '' ? '' : ` 'sha256-${sha256(colours)}'`};${brand?.logo ? ` img-src ${new URL(brand.logo).origin};` : ''} form-action 'self'${target}; base-uri 'none'; frame-ancestors 'none'`,
      'X-Frame-Options': 'DENY',
    })
    .type('html')
    .send(document.text);
}

/** A host as it may stand in a policy. Other addresses can hold what would end the directive and begin another. */
const POLICY_HOST = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d+)?$/;

/** What a policy says of the page that a form may lead to, with a blank before it; '' for nowhere. */
export function formTarget(landing: string): string {
  if (!URL.canParse(landing)) return '';
  const { protocol, host, origin } = new URL(landing);
  return (protocol === 'https:' || protocol === 'http:') && POLICY_HOST.test(host) ? ` ${origin}` : '';
}

const header = ({ name, logo }: Brand): Html =>
  html`<header>${logo ? html`<img src="${logo}" alt="${name}" />` : name}</header>`;

/** Buttons in the owner's colour, with whichever of black and white is easier to read on it. */
function colourStyle(colour: string): string {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[0-9a-f]{2}/gi) ?? []).map((hex) => {
    const value = parseInt(hex, 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  // Relative luminance as WCAG 2 defines it; at 0.179 black and white contrast alike.
  const isLight = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179;
  return `button { background: ${colour}; border-color: ${colour}; color: ${isLight ? '#000' : '#fff'}; }`;
}

/** For one reader, now, and for no search engine. */
export const privately = (response: Response): Response =>
  response.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex, nofollow' });

/** A page that says one thing. */
export const sentence = (title: string, text: string): Page => ({
  title,
  body: html`<p role="status">${text}</p>`,
});

/** Sends a reader on to the list's own page where it has one, else shows ours. */
export function sendDone(response: Response, landing: string, page: Page): void {
  if (/^https?:\/\//i.test(landing) && URL.canParse(landing))
    privately(response).redirect(303, new URL(landing).href);
  else sendPage(response, 200, page);
}
