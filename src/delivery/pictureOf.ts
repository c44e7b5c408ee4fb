/**
 * A picture of an HTML page, by a browser of its own that lives for this one page. The page runs no script and reaches
 * neither the network nor a file: it is handed over as text, and whatever it asks for is refused.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

const WIDTH = 800;
const MAX_HEIGHT = 10_000;

/**
 * @param browser path of a Chromium
 * @returns a PNG
 * @throws if there is none within the time
 */
export async function pictureOf(browser: string, html: string, milliseconds: number): Promise<Buffer> {
  const profile = await mkdtemp(join(tmpdir(), 'snapshot-'));
  const child = spawn(browser, argumentsFor(profile), {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: profile },
    // With its helpers it is one group, which ends as one.
    detached: true,
  });
  const ended = new Promise<never>((_resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the browser ended with ${code}`)));
  });
  ended.catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the browser took too long')), milliseconds);
  });
  try {
    return await Promise.race([draw(child, html), ended, late]);
  } finally {
    clearTimeout(timer);
    await end(child);
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

const argumentsFor = (profile: string): string[] => [
  '--headless=new',
  '--remote-debugging-pipe',
  `--user-data-dir=${profile}`,
  ...[
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--mute-audio',
  ],
  ...[
    '--disable-extensions',
    '--disable-sync',
    '--disable-background-networking',
    '--disable-component-update',
  ],
  // No name is found, and what needs none meets a proxy that is not there.
  ...[
    '--host-resolver-rules=MAP * ~NOTFOUND',
    '--proxy-server=http://127.0.0.1:9',
    '--proxy-bypass-list=<-loopback>',
  ],
  '--hide-scrollbars',
  // Chromium has no sandbox for root.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

async function draw(child: ChildProcess, html: string): Promise<Buffer> {
  const pipe = new BrowserPipe(child.stdio[3] as Writable, child.stdio[4] as Readable);
  const { targetId } = await pipe.send<{ targetId: string }>('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await pipe.send<{ sessionId: string }>('Target.attachToTarget', {
    targetId,
    flatten: true,
  });
  const ask = <T>(method: string, params: object = {}): Promise<T> => pipe.send<T>(method, params, sessionId);
  pipe.onRequest = (requestId, session) => {
    pipe
      .send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' }, session)
      .catch(() => undefined);
  };
  await ask('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
  await ask('Emulation.setScriptExecutionDisabled', { value: true });
  const size = { width: WIDTH, height: 600, deviceScaleFactor: 1, mobile: false };
  await ask('Emulation.setDeviceMetricsOverride', size);
  const { frameTree } = await ask<{ frameTree: { frame: { id: string } } }>('Page.getFrameTree');
  await ask('Page.setDocumentContent', { frameId: frameTree.frame.id, html });
  const { cssContentSize } = await ask<{ cssContentSize: { height: number } }>('Page.getLayoutMetrics');
  const height = Math.max(1, Math.min(MAX_HEIGHT, Math.ceil(cssContentSize.height)));
  const { data } = await ask<{ data: string }>('Page.captureScreenshot', {
    format: 'png',
    captureBeyondViewport: true,
    clip: { x: 0, y: 0, width: WIDTH, height, scale: 1 },
  });
  return Buffer.from(data, 'base64');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
  if (child.exitCode === null && child.signalCode === null)
    await new Promise((resolve) => child.once('exit', resolve));
}

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly params?: { readonly requestId?: string };
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Questions and answers of the browser: JSON, each with a zero behind it. */
class BrowserPipe {
  readonly #to: Writable;
  readonly #waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  #next = 1;
  #rest: Buffer[] = [];
  onRequest: (requestId: string, sessionId: string | undefined) => void = () => undefined;

  constructor(to: Writable, from: Readable) {
    this.#to = to;
    to.on('error', () => undefined);
    from.on('error', () => undefined);
    from.on('data', (chunk: Buffer) => this.#read(chunk));
  }

  send<T>(method: string, params: object, sessionId?: string): Promise<T> {
    const id = this.#next++;
    this.#to.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise<T>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #read(chunk: Buffer): void {
    let from = 0;
    for (let at = chunk.indexOf(0); at !== -1; at = chunk.indexOf(0, from)) {
      const text = Buffer.concat([...this.#rest, chunk.subarray(from, at)]).toString('utf8');
      this.#rest = [];
      from = at + 1;
      this.#take(JSON.parse(text) as Answer);
    }
    if (from < chunk.length) this.#rest.push(chunk.subarray(from));
  }

  #take({ id, method, params, sessionId, result, error }: Answer): void {
    if (id === undefined) {
      if (method === 'Fetch.requestPaused' && params?.requestId !== undefined)
        this.onRequest(params.requestId, sessionId);
      return;
    }
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) waiting?.reject(new Error(error.message));
    else waiting?.resolve(result as never);
  }
}
