/** `/ftaf`: forward to a friend. */
import type { Request, RequestHandler, Response } from 'express';
import type { CallPage } from './callPage';
import { html } from './html';
import { sendPage, sentence } from './page';
import { sendProblem } from './problemPage';
import { fields, messageOf, readerOf } from './readRequest';

const FRIENDS = [1, 2, 3, 4, 5] as const;

export const forwardForm =
  (call: CallPage, trustProxy: boolean): RequestHandler =>
  async (request, response) =>
    showForm(request, response, call, trustProxy, '');

export const forwardAct =
  (call: CallPage, trustProxy: boolean): RequestHandler =>
  async (request, response) => {
    const field = fields(request);
    const reader = readerOf(request, trustProxy);
    const args = {
      token: field('id'),
      message: messageOf(request),
      name: field('name'),
      words: field('message'),
      emails: FRIENDS.map((i) => field(`email_${i}`)),
      ...reader,
    };
    const outcome = await call('pageForward', args, reader.address);
    if (outcome.ok)
      return sendPage(response, 200, {
        ...sentence('Sent', 'Your friends get a mail with a link to the message.'),
        brand: outcome.brand,
      });
    if (outcome.code === 'argument.invalid')
      return showForm(
        request,
        response,
        call,
        trustProxy,
        'Give one to five addresses, and write no links into your words.',
      );
    if (outcome.code === 'contact.emailInvalid')
      return showForm(
        request,
        response,
        call,
        trustProxy,
        'One of the addresses is not a complete e-mail address.',
      );
    sendProblem(response, outcome);
  };

async function showForm(
  request: Request,
  response: Response,
  call: CallPage,
  trustProxy: boolean,
  problem: string,
): Promise<void> {
  const field = fields(request);
  const token = field('id');
  const message = messageOf(request);
  const { address } = readerOf(request, trustProxy);
  const outcome = await call('pageForwardFacts', { token, message }, address);
  if (!outcome.ok) return sendProblem(response, outcome);
  const { subject } = outcome.value as { readonly subject: string };
  sendPage(response, problem === '' ? 200 : 400, {
    brand: outcome.brand,
    title: 'Forward to a friend',
    body: html`${problem === '' ? null : html`<p role="alert">${problem}</p>`}
      <p>Your friends get a short mail with a link to this message: ${subject}</p>
      <form method="post" action="/ftaf">
        <input type="hidden" name="id" value="${token}" />
        ${message === '' ? null : html`<input type="hidden" name="m" value="${message}" />`}
        <fieldset>
          <legend>Addresses of up to five friends</legend>
          ${FRIENDS.map(
            (i) =>
              html`<label for="email_${i}">Address ${i}</label>
                <input
                  type="email"
                  id="email_${i}"
                  name="email_${i}"
                  value="${field(`email_${i}`)}"
                  autocomplete="off"
                  ${i === 1 ? html` required` : null}
                /> `,
          )}
        </fieldset>
        <label for="name">Your name</label>
        <input
          type="text"
          id="name"
          name="name"
          value="${field('name')}"
          maxlength="100"
          autocomplete="name"
        />
        <label for="message">Some words (no links)</label>
        <textarea id="message" name="message" maxlength="1000">${field('message')}</textarea>
        <p class="note">Your friends see your address, and are put on no list.</p>
        <button type="submit">Send</button>
      </form>`,
  });
}
