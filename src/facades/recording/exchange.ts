/** A recorded call on disk: three files, so that a person can read them and no other user can. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What is known of a call beside the two messages. */
export interface ExchangeFacts {
  /** From 1, in the order in which the calls began. */
  readonly number: number;
  readonly operation: string;
  /** Path of the address, without a query. */
  readonly path: string;
  readonly soapAction: string | null;
  /** Status of the answer; 0 if there was none. */
  readonly status: number;
  readonly startedAt: string;
  readonly milliseconds: number;
  /** Why there is no whole answer; empty if there is one. */
  readonly failure: string;
}

export interface Exchange extends ExchangeFacts {
  /** Both in UTF-8, whatever they came in. */
  readonly request: string;
  readonly answer: string;
}

const FACTS = /^(\d{6,}-[\w.-]+)\.json$/;

/** Makes the folder, or takes an empty one. @throws if something is in it */
export async function prepareFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 0)
    throw new Error(`${folder} is not empty; a recording gets a folder of its own.`);
}

export async function writeExchange(folder: string, exchange: Exchange): Promise<void> {
  const { request, answer, ...facts } = exchange;
  const name = `${String(facts.number).padStart(6, '0')}-${facts.operation.replace(/[^\w.-]/g, '_').slice(0, 100)}`;
  const write = (ending: string, text: string): Promise<void> =>
    writeFile(join(folder, `${name}.${ending}`), text, { mode: 0o600, flag: 'wx' });
  await write('request.xml', request);
  await write('answer.xml', answer);
  // Last: an exchange is there when its facts are.
  await write('json', `${JSON.stringify(facts, null, 2)}\n`);
}

/** The exchanges of a folder, in their order. */
export async function* readExchanges(folder: string): AsyncGenerator<Exchange> {
  const files = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${folder} cannot be read (${error.code}).`);
  });
  const names = files.flatMap((file) => FACTS.exec(file)?.[1] ?? []);
  for (const name of names.sort((a, b) => parseInt(a) - parseInt(b))) {
    const read = (ending: string): Promise<string> => readFile(join(folder, `${name}.${ending}`), 'utf8');
    const facts = JSON.parse(await read('json')) as ExchangeFacts;
    yield { ...facts, request: await read('request.xml'), answer: await read('answer.xml') };
  }
}
