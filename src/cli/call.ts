/** `call`: one SOAP call, as a program would make it: an owner's first check of a gateway. */
import { readFile } from 'node:fs/promises';
import { DOCUMENT_WSDL_PATH } from '../facades/soap/soapNames';
import { CommandError, UsageError, type Command, type CommandInput, type Terminal } from './command';
import { runningGateways } from './runningGateways';
import { SoapCaller, type Given } from './soapCaller';

const SESSION = 'session';

export const call: Command = {
  name: 'call',
  summary: 'Make a SOAP call to this gateway or another one, and print the answer.',
  details: [
    'Operations and their parameters are those of the document/literal WSDL, see docs/operations.md. A value is text;',
    'with := it is JSON: count:=5, data:=\'{"city":"Oslo"}\', listIds:=[5001,5002], firstName:=null.',
    'With --licence a session is opened for the call and ended after it.',
    'Examples: call getVersion; call useCustomerKey --licence crm.license',
  ].join('\n'),
  args: [
    { name: 'OPERATION', doc: 'Name of the operation, such as userSearch.' },
    { name: 'NAME=VALUE', doc: 'An argument by its name; in any order.', optional: true, repeatable: true },
  ],
  options: {
    url: {
      value: 'URL',
      doc: 'The gateway, such as http://localhost:8080, or a WSDL; the one that runs here unless given.',
    },
    licence: { value: 'FILE', doc: 'A licence file of that gateway; - for standard input.' },
  },
  async run(input, terminal) {
    const [operation, ...words] = input.args as [string, ...string[]];
    const values = givenValues(words);
    const licence = await licenceOption(input, terminal);
    const caller = await SoapCaller.open(await wsdlOption(input, terminal));
    const takesSession = caller.parametersOf(operation).includes(SESSION);
    if (!takesSession || Object.hasOwn(values, SESSION))
      return answered(operation, await caller.call(operation, values));
    if (licence === null)
      throw new CommandError(`${operation} needs a session: give a licence with --licence FILE.`);
    const session = (await caller.call('beginSession', { license: licence })) as string;
    try {
      return answered(operation, await caller.call(operation, { ...values, session }));
    } finally {
      // It would end by itself; what the call said matters more.
      await caller.call('endSession', { session }).catch(() => undefined);
    }
  },
};

const answered = (operation: string, result: unknown) => ({
  text: typeof result === 'string' ? result : JSON.stringify(result, null, 2),
  json: { operation, result },
});

/** @throws {UsageError} */
function givenValues(words: readonly string[]): Record<string, Given> {
  const values: Record<string, Given> = {};
  for (const word of words) {
    const [, name, isJson, text] = /^(\w+)(:?)=(.*)$/s.exec(word) ?? [];
    if (name === undefined || text === undefined)
      throw new UsageError(`"${word}" is no argument: write NAME=VALUE, or NAME:=JSON.`);
    if (Object.hasOwn(values, name)) throw new UsageError(`${name} is given twice.`);
    values[name] = isJson ? parsed(name, text) : text;
  }
  return values;
}

function parsed(name: string, text: string): Given {
  try {
    return JSON.parse(text) as Given;
  } catch {
    throw new UsageError(`The value of ${name} is no JSON; write ${name}=VALUE for a text.`);
  }
}

async function licenceOption(input: CommandInput, terminal: Terminal): Promise<string | null> {
  const file = input.option('licence');
  if (file === undefined) return null;
  if (file === '-') return (await terminal.readInput()).trim();
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`${file} cannot be read (${error.code}).`);
  });
  return text.trim();
}

/** @throws {UsageError} */
async function wsdlOption(input: CommandInput, terminal: Terminal): Promise<URL> {
  const given = input.option('url');
  if (given === undefined) return new URL(DOCUMENT_WSDL_PATH, await ownAddress(terminal));
  const url = URL.canParse(given) ? new URL(given) : null;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new UsageError('--url takes an address such as http://localhost:8080.');
  if (/wsdl$/i.test(url.pathname) || /^\?wsdl/i.test(url.search)) return url;
  return new URL(url.href.replace(/\/*$/, '') + DOCUMENT_WSDL_PATH);
}

/** Where the gateway of this VAR_DIRECTORY listens, or would. */
async function ownAddress(terminal: Terminal): Promise<string> {
  const settings = terminal.settings();
  const [gateway] = await runningGateways(settings);
  return `http://${gateway?.host ?? 'localhost'}:${gateway?.port ?? settings.port}`;
}
