/** `/dm`: a message in the browser, as it was sent, in a sandbox: whatever its author wrote, nothing in it runs. */
import type { RequestHandler } from 'express';
import type { CallPage } from './callPage';
import { html } from './html';
import { privately, sendPage } from './page';
import { sendProblem } from './problemPage';
import { fields, isRead, messageOf, readerOf } from './readRequest';

const POLICY = [
  "default-src 'none'",
  'img-src http: https: data:',
  'media-src http: https:',
  "style-src http: https: 'unsafe-inline'",
  'font-src http: https: data:',
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  'sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation',
].join('; ');

interface Shown {
  readonly subject: string;
  readonly html: string | null;
  readonly plainText: string | null;
}

export const messagePage =
  (call: CallPage, trustProxy: boolean): RequestHandler =>
  async (request, response) => {
    const reader = readerOf(request, trustProxy);
    const token = fields(request)('id');
    const args = { token, message: messageOf(request), counts: isRead(request), ...reader };
    const outcome = await call('pageMessage', args, reader.address);
    if (!outcome.ok) return sendProblem(response, outcome);
    const message = outcome.value as Shown;
    if (message.html === null)
      return sendPage(response, 200, {
        brand: outcome.brand,
        title: message.subject || 'Message',
        body: html`<pre>${message.plainText ?? ''}</pre>`,
      });
    privately(response)
      .set({ 'Content-Security-Policy': POLICY, 'X-Frame-Options': 'DENY' })
      .type('html')
      .send(message.html);
  };
