/**
 * How a call is written and an answer read at each door. A door for the operations of SOAP that is added to the gateway
 * is added to `callDoors`, and every row that names no door is sent there too. Doors with calls of their own, by names
 * of arguments and with a password, are `namedDoors`; what is sent to each of them stands in rows/namedDoors.ts.
 */
import type { Form, Operation } from '../../src/contract/defineOperation';
import { operations } from '../../src/operations';
import { doorClients, type Answer } from '../support/doors';
import { positionalForm } from '../support/positionalForm';
import { basic } from '../support/restClient';
import { escapeXml } from '../../src/text/escapeXml';
import type { Args, Expected, Request } from './attack';
import { PASSWORD, VICTIM, type World } from './world';

export interface CallDoor {
  readonly name: string;
  request(operation: string, args: Args): Request;
  /** @throws {Error} if this is no answer of the door */
  read(operation: string, args: Args, text: string): Answer;
}

export const callDoors: readonly CallDoor[] = doorClients('').map((door) => ({
  name: door.name,
  request: (name, args) => ({
    method: 'POST',
    path: door.path,
    headers: { 'content-type': 'text/xml; charset=utf-8' },
    body: Buffer.from(door.message(...formOf(name, args), args)),
  }),
  read: (name, args, text) => door.read(...formOf(name, args), text),
}));

/** The form of an operation that has all the arguments, and as few others as possible. */
function formOf(name: string, args: Args): [Operation, Form] {
  const operation = operations.find((each) => each.name === name);
  if (!operation) throw new Error(`there is no operation ${name}`);
  const fits = operation.forms
    .map((form) => ({ form, parameters: positionalForm(operation, form).parameters }))
    .filter(({ parameters }) =>
      Object.keys(args).every((each) => each === 'session' || parameters.includes(each)),
    )
    .sort((a, b) => a.parameters.length - b.parameters.length);
  if (!fits[0]) throw new Error(`${name} has no form with ${Object.keys(args).join(', ')}`);
  return [operation, fits[0].form];
}

export interface NamedDoor {
  readonly name: string;
  /** A call that would set the city of the victim. */
  setCity(world: World, city: string): Request;
  /** Its answer if it did. */
  readonly done: Expected;
  /** How it is told that there is something wrong with a call, and that it is too large. */
  readonly refused: Expected;
  readonly tooLarge: Expected;
}

const FORM = 'application/x-www-form-urlencoded';
const failure = { status: 200, says: /^FAILURE: [^:^\n]+$/ } as const;

/** A command of the HTTP API, with the credential of the realm under attack unless the arguments have another one. */
export const command = (cmd: string, args: Readonly<Record<string, string | number>>): Request => ({
  method: 'POST',
  path: '/bin/api_web',
  headers: { 'content-type': FORM },
  body: Buffer.from(
    new URLSearchParams(
      Object.entries({ cmd, realm: 'normal', pwd: PASSWORD, ...args }).map(
        ([name, value]): [string, string] => [name, String(value)],
      ),
    ).toString(),
  ),
});

/** A call of a REST endpoint; a body that is a text is sent as it is. */
export const restCall = (
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Request => ({
  method,
  path: `/rest${path}`,
  headers: { 'content-type': 'application/json', ...basic('normal', PASSWORD), ...headers },
  body: Buffer.from(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)),
});

/** A transaction as files hold it, in place of a form. */
export const transaction = (inside: string, before = ''): Request => ({
  method: 'POST',
  path: '/bin/api_web',
  headers: { 'content-type': 'text/xml' },
  body: Buffer.from(
    `${before}<transaction><realm>normal</realm><password>${PASSWORD}</password>${inside}</transaction>`,
  ),
});

export const namedDoors: readonly NamedDoor[] = [
  {
    name: 'HTTP API',
    setCity: ({ listId }, city) =>
      command('update', {
        list_id: listId,
        identity_field: 'email',
        identity_value: VICTIM,
        data: `email,city^${VICTIM},"${city.replaceAll('"', '""')}"`,
      }),
    done: { status: 200, says: /^SUCCESS/ },
    refused: failure,
    tooLarge: failure,
  },
  {
    name: 'posted transaction',
    setCity: ({ listId }, city) =>
      transaction(
        `<api><cmd>update</cmd><list_id>${listId}</list_id><identity_field>email</identity_field><identity_value>${VICTIM}</identity_value><data><record><email>${VICTIM}</email><city>${escapeXml(city)}</city></record></data></api>`,
      ),
    done: { status: 200, says: /^SUCCESS/ },
    refused: failure,
    tooLarge: failure,
  },
  {
    name: 'REST',
    setCity: (_world, city) => restCall('PUT', '/subscribers', { email: VICTIM, firstName: '', city }),
    done: { status: 200, says: /"city":/ },
    refused: { status: 400, says: /"statusCode":400/ },
    tooLarge: { status: 413, says: /"statusCode":413/ },
  },
];
