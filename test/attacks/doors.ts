/**
 * How a call is written and an answer read at each door. A door for calls that is added to the gateway is added to
 * `callDoors`, and every row that names no door is sent there too.
 */
import type { Form, Operation } from '../../src/contract/defineOperation';
import { operations } from '../../src/operations';
import { doorClients, type Answer } from '../support/doors';
import { positionalForm } from '../support/positionalForm';
import type { Args, Request } from './attack';

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
