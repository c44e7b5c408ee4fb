/** `/bin/listctrl`: signing up and leaving by forms that name a list and an address. */
import type { Request, RequestHandler, Response } from 'express';
import type { CallPage, Outcome } from './callPage';
import { html } from './html';
import { sendDone, sendPage } from './page';
import { sendProblem } from './problemPage';
import { fieldNames, fields, readerOf } from './readRequest';

/** Lists that one form can sign up to. */
const MAX_LISTS = 5;
const MAX_FIELDS = 50;
/** What a form sends that is no field of a contact. */
const OWN =
  /^(?:slid(?:_\d+)?|s|cmd|c|email|e|format|goto|g|errors_to|err|multiadd|first|page|submit\w*|customer_key)$/i;

const isLeaving = (request: Request): boolean => fields(request)('cmd', 'c').toLowerCase() === 'unsubscribe';

export const listForm =
  (call: CallPage, trustProxy: boolean): RequestHandler =>
  async (request, response) =>
    showForm(request, response, call, trustProxy, '');

export const listAct =
  (call: CallPage, trustProxy: boolean): RequestHandler =>
  async (request, response) => {
    const tokens = listTokens(request);
    const outcomes: Outcome[] = [];
    for (const token of tokens)
      outcomes.push(await (isLeaving(request) ? leave : signUp)(request, call, trustProxy, token));
    const failed = outcomes.find((outcome) => !outcome.ok);
    if (failed && !failed.ok) {
      if (failed.code === 'contact.emailInvalid')
        return showForm(request, response, call, trustProxy, 'That is not a complete e-mail address.');
      return sendProblem(response, failed);
    }
    const answers = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value as Answer] : []));
    const brand = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.brand] : []))[0]!;
    const names = answers.map(({ list }) => `“${list}”`).join(', ');
    if (isLeaving(request))
      return sendPage(response, 200, {
        brand,
        title: 'Look into your mail',
        body: html`<p role="status">If this address is on ${names}, it gets a mail with a link to leave.</p>`,
      });
    const page = answers.some((answer) => answer.mustConfirm)
      ? {
          brand,
          title: 'Almost done',
          body: html`<p role="status">
            You get a mail with a link. Open it to confirm that you want ${names}.
          </p>`,
        }
      : {
          brand,
          title: 'Thank you',
          body: html`<p role="status">
            You are signed up to ${names}. If you had left before, a mail asks you to confirm that first.
          </p>`,
        };
    sendDone(response, answers[0]?.landing ?? '', page);
  };

interface Answer {
  readonly list: string;
  readonly landing?: string;
  readonly mustConfirm?: boolean;
}

/** `slid`, or `slid_1`, `slid_2` and so on. */
function listTokens(request: Request): string[] {
  const field = fields(request);
  const several = fieldNames(request)
    .filter((name) => /^slid_\d{1,3}$/.test(name))
    .map((name) => field(name));
  const tokens = [field('slid', 's'), ...several].filter(Boolean);
  return tokens.length === 0 ? [''] : [...new Set(tokens)].slice(0, MAX_LISTS);
}

const leave = (request: Request, call: CallPage, trustProxy: boolean, token: string): Promise<Outcome> => {
  const reader = readerOf(request, trustProxy);
  return call('pageAskToLeave', { token, email: fields(request)('email', 'e'), ...reader }, reader.address);
};

const FORMATS: Readonly<Record<string, number>> = { '1': 1, text: 1, plain: 1, '2': 2, html: 2 };

const signUp = (request: Request, call: CallPage, trustProxy: boolean, token: string): Promise<Outcome> => {
  const field = fields(request);
  const reader = readerOf(request, trustProxy);
  const data = fieldNames(request)
    .filter((name) => !OWN.test(name))
    .slice(0, MAX_FIELDS)
    .map((name) => ({ key: name, value: { text: field(name), xsdType: 'string' } }));
  const args = {
    token,
    email: field('email', 'e'),
    firstName: field('first'),
    emailFormat: FORMATS[field('format').toLowerCase()] ?? 99,
    data,
    ...reader,
  };
  return call('pageSignUp', args, reader.address);
};

async function showForm(
  request: Request,
  response: Response,
  call: CallPage,
  trustProxy: boolean,
  problem: string,
): Promise<void> {
  const field = fields(request);
  const [token = ''] = listTokens(request);
  const outcome = await call('pageListFacts', { token }, readerOf(request, trustProxy).address);
  if (!outcome.ok) return sendProblem(response, outcome);
  const { brand } = outcome;
  const { name, canSignUp, signUpLanding, cancelLanding } = outcome.value as {
    readonly name: string;
    readonly canSignUp: boolean;
    readonly signUpLanding: string;
    readonly cancelLanding: string;
  };
  const leaving = isLeaving(request);
  if (!leaving && !canSignUp)
    return sendPage(response, 200, {
      brand,
      title: name,
      body: html`<p role="status">
        You cannot sign up to “${name}” here. Please ask ${brand.name} to put you on the list.
      </p>`,
    });
  sendPage(response, problem === '' ? 200 : 400, {
    brand,
    title: leaving ? `Leave ${name}` : `Sign up to ${name}`,
    landing: leaving ? cancelLanding : signUpLanding,
    body: html`${problem === '' ? null : html`<p role="alert" id="problem">${problem}</p>`}
      <form method="post" action="/bin/listctrl">
        <input type="hidden" name="slid" value="${token}" />
        <input type="hidden" name="cmd" value="${leaving ? 'unsubscribe' : 'subscribe'}" />
        <label for="email">E-mail address</label>
        <input
          type="email"
          id="email"
          name="email"
          value="${field('email', 'e')}"
          required
          autocomplete="email"
          ${problem === '' ? null : html` aria-invalid="true" aria-describedby="problem"`}
        />
        ${
          leaving
            ? null
            : html`<label for="first">First name (if you like)</label>
                <input
                  type="text"
                  id="first"
                  name="first"
                  value="${field('first')}"
                  maxlength="100"
                  autocomplete="given-name"
                />`
        }
        ${leaving ? html`<p class="note">You get a mail with a link, so that nobody else can take you off.</p>` : null}
        <button type="submit">${leaving ? 'Send me the link' : 'Sign up'}</button>
      </form>`,
  });
}
