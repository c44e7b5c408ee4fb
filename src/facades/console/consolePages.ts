/**
 * The console for people. A door like the others: each page calls operations through the pipeline, as whoever is logged
 * in, and shows what they answer. What somebody may do is for the pipeline to say; pages only leave out what it would
 * refuse.
 */
import { once } from 'node:events';
import { Router, type Request, type RequestHandler, type Response } from 'express';
import { ApiError } from '../../contract/errorCatalogue';
import { hasRights, type Role } from '../../contract/people';
import type { Registry } from '../../contract/registry';
import { html } from '../public/html';
import { callerAddress } from '../wire/callerAddress';
import { formPairs } from '../wire/formPairs';
import { multipartFields } from '../wire/multipart';
import { bodyOf } from '../wire/pageDoor';
import { publicAddress } from '../web/publicAddress';
import { readAssetFiles, type AssetFiles } from './assetFiles';
import { clearSession, formTokenOf, isFormToken, isFromHere, sessionOf, setSession } from './browserSession';
import { consoleCaller, Refused, type CallOperation, type ConsolePipeline } from './consoleCaller';
import { at, CONSOLE_PATH, withQuery } from './consolePaths';
import { link } from './elements';
import { frame } from './frame';
import { loginForm, codeForm, setUpForm } from './pages/loginPages';
import { consolePageList } from './pages';
import { texts } from './texts';
import { Uploads } from './uploads';
import type { Account, Answer, ConsolePage, Shown, Visit } from './visit';

export interface ConsoleOptions {
  readonly registry: Registry;
  readonly pipeline: ConsolePipeline;
  readonly publicUrl: string | null;
  readonly trustProxy: boolean;
  /** Where files of imports are kept. */
  readonly uploadDirectory: string;
  readonly log: { error(message: string, fields: Record<string, unknown>): unknown };
}

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/** A mail in a frame: its own styles and pictures, and nothing that runs or sends. */
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src https: http: data:; form-action 'none'; base-uri 'none'; sandbox; frame-ancestors 'self'";
const MOST_FIELDS = 500;

interface Form {
  readonly values: ReadonlyMap<string, string>;
  readonly files: ReadonlyMap<string, Buffer>;
}

export function consolePages(options: ConsoleOptions): Router {
  const { publicUrl, trustProxy, log } = options;
  const call = consoleCaller(options.registry, options.pipeline);
  const uploads = new Uploads(options.uploadDirectory);
  let read: AssetFiles | null = null;
  const assets = (): AssetFiles => (read ??= readAssetFiles());
  const isSecure = (request: Request): boolean =>
    publicAddress(request, publicUrl, trustProxy).startsWith('https:');

  const send = (
    request: Request,
    response: Response,
    status: number,
    visit: Visit | null,
    shown: Shown,
    done = doneText(request),
  ): void => {
    const page = frame({ ...shown, visit, done, path: CONSOLE_PATH + request.path, mark: assets().mark });
    response.status(status).type('html').send(page.text);
  };
  const sendProblem = (
    request: Request,
    response: Response,
    status: number,
    visit: Visit | null,
    text: string,
  ): void =>
    send(request, response, status, visit && { ...visit, problem: '' }, {
      title: texts.problem.title,
      body: html`<p role="alert">${text}</p>
        <p>${link(texts.problem.home, CONSOLE_PATH)}</p>`,
    });
  const toLogin = (response: Response, from = ''): void =>
    response.redirect(303, withQuery(at('login'), { to: from }));

  const visitOf = async (request: Request, session: string, form: Form | null): Promise<Visit | null> => {
    const address = callerAddress(request, trustProxy);
    const account = (await call({ session, realm: null, address }, 'accountShow', {})) as Account;
    const params = request.params as Readonly<Record<string, string>>;
    const realm = params.realm ?? '';
    const role: Role | undefined =
      realm === ''
        ? account.isOwner
          ? 'owner'
          : 'viewer'
        : account.realms.find(({ realm: name }) => name === realm)?.role;
    if (role === undefined) return null;
    const query = new URL(request.url, 'http://localhost').searchParams;
    const caller = { session, realm: realm === '' ? null : realm, address };
    return {
      account,
      realm,
      role,
      params,
      query: (name) => query.get(name) ?? '',
      form: (name) => form?.values.get(name) ?? '',
      formNames: [...(form?.values.keys() ?? [])],
      file: (name) => form?.files.get(name) ?? null,
      uploads,
      formToken: formTokenOf(session),
      problem: '',
      origin: publicAddress(request, publicUrl, trustProxy),
      may: (least) => hasRights(role, least),
      call: (operation, values = {}) => call(caller, operation, values) as Promise<never>,
      callLong: (operation, values, onProgress) =>
        call({ ...caller, onProgress }, operation, values) as Promise<never>,
    };
  };

  const sendAnswer = async (
    request: Request,
    response: Response,
    status: number,
    visit: Visit,
    answer: Answer,
  ): Promise<void> => {
    if ('to' in answer) response.redirect(303, withQuery(answer.to, { done: answer.done ?? '' }));
    else if ('pieces' in answer) {
      response.attachment(answer.fileName).type(answer.type);
      await answer.pieces(async (text) => {
        if (!response.write(text)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
        if (response.destroyed) throw new Refused('call.abandoned', 499, texts.problem.unexpected);
      });
      response.end();
    } else if ('fileName' in answer)
      response.attachment(answer.fileName).type(answer.type).send(answer.content);
    else if ('framed' in answer)
      response
        .set({ 'Content-Security-Policy': MAIL_POLICY, 'X-Frame-Options': 'SAMEORIGIN' })
        .type('html')
        .send(answer.framed);
    else if ('json' in answer) response.json(answer.json);
    else send(request, response, status, visit, answer);
  };

  const handle =
    (page: ConsolePage): RequestHandler =>
    async (request, response) => {
      const isChange = request.method === 'POST';
      const session = sessionOf(request);
      let visit: Visit | null = null;
      try {
        if (isChange && !isFromHere(request, publicUrl))
          throw new Refused('token.invalid', 403, texts.common.invalidForm);
        const form = isChange ? readForm(request) : null;
        visit = await visitOf(request, session, form);
        if (!visit) return sendProblem(request, response, 404, null, texts.problem.notFound);
        if (!form) return await sendAnswer(request, response, 200, visit, await page.show(visit));
        if (!isFormToken(session, form.values.get('token') ?? ''))
          throw new Refused('token.invalid', 403, texts.common.invalidForm);
        const act = Object.hasOwn(page.acts ?? {}, visit.form('act'))
          ? page.acts![visit.form('act')]
          : undefined;
        if (!act) return sendProblem(request, response, 405, visit, texts.problem.method);
        return await sendAnswer(request, response, 200, visit, await act(visit));
      } catch (error) {
        // What has begun to arrive cannot become a page any more; the browser sees that it was cut.
        if (response.headersSent) return void response.destroy();
        if (!(error instanceof Refused)) {
          log.error('console page failed', { path: page.path, error });
          return sendProblem(request, response, 500, visit, texts.problem.unexpected);
        }
        if (error.code === 'session.invalid')
          return toLogin(response, isChange ? '' : CONSOLE_PATH + request.url);
        if (!visit || !isChange || error.code === 'token.invalid')
          return sendProblem(request, response, error.status, visit, error.message);
        // What was written stands in the form again, with the reason.
        try {
          const again = { ...visit, problem: error.message };
          await sendAnswer(request, response, error.status, again, await page.show(again));
        } catch {
          sendProblem(request, response, error.status, visit, error.message);
        }
      }
    };

  const router = Router();
  router.use(privately);
  router.get('/assets/:mark/:name', (request, response, next) => {
    const { mark, byName } = assets();
    const file = byName.get(request.params.name);
    if (request.params.mark !== mark || !file) return next();
    response.set('Cache-Control', 'public, max-age=31536000, immutable').vary('Accept-Encoding');
    const isZipped = request.acceptsEncodings('gzip') === 'gzip';
    if (isZipped) response.set('Content-Encoding', 'gzip');
    response.type(`${file.type}; charset=utf-8`).send(isZipped ? file.zipped : file.body);
  });
  addLogin({ router, call, send, sendProblem, isSecure, ...options });
  for (const page of consolePageList) {
    router.get(page.path, handle(page));
    if (page.acts) router.post(page.path, handle(page));
  }
  router.use((request, response) => {
    if (sessionOf(request) === '') return toLogin(response);
    sendProblem(request, response, 404, null, texts.problem.notFound);
  });
  return Router().use(CONSOLE_PATH, router);
}

interface LoginOptions extends ConsoleOptions {
  readonly router: Router;
  readonly call: CallOperation;
  readonly send: (
    request: Request,
    response: Response,
    status: number,
    visit: null,
    shown: Shown,
    done?: string,
  ) => void;
  readonly sendProblem: (
    request: Request,
    response: Response,
    status: number,
    visit: null,
    text: string,
  ) => void;
  readonly isSecure: (request: Request) => boolean;
}

interface Login {
  readonly session: string;
  readonly awaitsCode: boolean;
}

/** The way in, and the way out. */
function addLogin({
  router,
  call,
  send,
  sendProblem,
  isSecure,
  publicUrl,
  trustProxy,
  log,
}: LoginOptions): void {
  const callerOf = (request: Request) => ({
    session: '',
    realm: null,
    address: callerAddress(request, trustProxy),
  });
  const enter = (request: Request, response: Response, login: Login, to: string): void => {
    setSession(response, login.session, isSecure(request));
    response.redirect(303, login.awaitsCode ? withQuery(at('code'), { to }) : ownPath(to));
  };
  const step =
    (
      work: (request: Request, response: Response, field: (name: string) => string) => Promise<void>,
    ): RequestHandler =>
    async (request, response) => {
      try {
        if (request.method === 'POST' && !isFromHere(request, publicUrl))
          return sendProblem(request, response, 403, null, texts.common.invalidForm);
        const form = request.method === 'POST' ? readForm(request).values : null;
        const query = new URL(request.url, 'http://localhost').searchParams;
        await work(request, response, (name) => form?.get(name) ?? query.get(name) ?? '');
      } catch (error) {
        if (error instanceof Refused)
          return sendProblem(request, response, error.status, null, error.message);
        log.error('console login failed', { error });
        sendProblem(request, response, 500, null, texts.problem.unexpected);
      }
    };
  /** What is wrong with a try, in words; what is none of the user's mistakes goes on. */
  const wordsOf = (error: unknown, wrong: string): { status: number; text: string } => {
    if (!(error instanceof Refused)) throw error;
    return { status: error.status, text: error.code === 'credential.invalid' ? wrong : error.message };
  };

  router.get(
    '/login',
    step(async (request, response, field) =>
      send(request, response, 200, null, loginForm({ to: field('to') })),
    ),
  );
  router.post(
    '/login',
    step(async (request, response, field) => {
      const [name, to] = [field('name'), field('to')];
      try {
        const values = { name, password: field('password'), before: sessionOf(request) || null };
        enter(request, response, (await call(callerOf(request), 'consoleLogin', values)) as Login, to);
      } catch (error) {
        const { status, text } = wordsOf(error, texts.login.failed);
        send(request, response, status, null, loginForm({ name, to, problem: text }), '');
      }
    }),
  );
  router.get(
    '/code',
    step(async (request, response, field) =>
      send(request, response, 200, null, codeForm({ to: field('to') })),
    ),
  );
  router.post(
    '/code',
    step(async (request, response, field) => {
      const to = field('to');
      try {
        const values = { session: sessionOf(request), code: field('code') };
        enter(request, response, (await call(callerOf(request), 'consoleCode', values)) as Login, to);
      } catch (error) {
        if (error instanceof Refused && error.code === 'session.invalid')
          return response.redirect(303, withQuery(at('login'), { to }));
        const { status, text } = wordsOf(error, texts.login.codeFailed);
        send(request, response, status, null, codeForm({ to, problem: text }));
      }
    }),
  );
  const linkName = async (request: Request, word: string): Promise<string | null> =>
    ((await call(callerOf(request), 'consoleLink', { link: word })) as { name: string | null }).name;
  router.get(
    '/set-up',
    step(async (request, response, field) => {
      const word = field('link');
      send(request, response, 200, null, setUpForm({ link: word, owner: await linkName(request, word) }));
    }),
  );
  router.post(
    '/set-up',
    step(async (request, response, field) => {
      const [word, name] = [field('link'), field('name')];
      try {
        const values = { link: word, name, password: field('password') };
        enter(request, response, (await call(callerOf(request), 'consoleSetUp', values)) as Login, '');
      } catch (error) {
        if (!(error instanceof Refused) || error.code !== 'argument.invalid') throw error;
        const owner = await linkName(request, word);
        send(request, response, 400, null, setUpForm({ link: word, owner, name, problem: error.message }));
      }
    }),
  );
  router.post(
    '/logout',
    step(async (request, response, field) => {
      const session = sessionOf(request);
      if (!isFormToken(session, field('token')))
        return sendProblem(request, response, 403, null, texts.common.invalidForm);
      await call(callerOf(request), 'consoleLogout', { session });
      clearSession(response);
      response.redirect(303, withQuery(at('login'), { done: 'loggedOut' }));
    }),
  );
}

/** Where a login leads to: a page of the console, and never anywhere else. */
function ownPath(to: string): string {
  if (!/^\/console(?:[/?]|$)/.test(to) || /[\\\s]/.test(to)) return CONSOLE_PATH;
  const { pathname, search, host } = new URL(to, 'http://console.invalid');
  return host === 'console.invalid' && /^\/console(?:\/|$)/.test(pathname) ? pathname + search : CONSOLE_PATH;
}

/** What was done, if the address says so by a word that is known. */
function doneText(request: Request): string {
  const word = new URL(request.url, 'http://localhost').searchParams.get('done') ?? '';
  return Object.hasOwn(texts.done, word) ? texts.done[word as keyof typeof texts.done] : '';
}

const privately: RequestHandler = (_request, response, next) => {
  response.set({
    'Content-Security-Policy': POLICY,
    'X-Frame-Options': 'DENY',
    'Cache-Control': 'no-store',
    'X-Robots-Tag': 'noindex, nofollow',
    // Without it browsers would not say where a form came from; other sites still learn nothing.
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  });
  next();
};

/** @throws {Refused} */
function readForm(request: Request): Form {
  const values = new Map<string, string>();
  const files = new Map<string, Buffer>();
  try {
    for (const [name, value] of sentFields(request)) {
      if (name.startsWith('file')) files.set(name, value);
      // Browsers send line ends of forms as CR LF, whatever was written.
      else if (!values.has(name)) values.set(name, value.toString('utf8').replaceAll('\r\n', '\n'));
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new Refused(error.code, 413, texts.common.invalidForm);
  }
  return { values, files };
}

function* sentFields(request: Request): Generator<readonly [name: string, value: Buffer]> {
  const body = bodyOf(request);
  const type = request.headers['content-type'] ?? '';
  if (/^multipart\/form-data/i.test(type)) yield* multipartFields(body, type);
  else for (const [name, value] of formPairs(body, MOST_FIELDS)) yield [name.toString('utf8'), value];
}
