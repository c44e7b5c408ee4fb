/**
 * Operations as doors publish them whose arguments stand in an order: the session is one of them. The contract knows
 * it as the credential, beside the arguments.
 */
import { NO_CREDENTIAL, type Credential } from '../../contract/credential';
import { required, type Form, type Operation } from '../../contract/defineOperation';
import type { ArgumentSource } from '../../contract/invoke';
import { t } from '../../contract/wireTypes';

export const SESSION = 'session';

const session = required(t.string, 'The session string that beginSession answered.');

export interface PositionalForm extends Form {
  /** The form as the contract knows it. */
  readonly own: Form;
}

export interface PositionalOperation extends Operation {
  /** The operation as the contract knows it. */
  readonly own: Operation;
  readonly forms: readonly PositionalForm[];
}

/** The operation with the session among its parameters, where it needs one. */
export function positional(operation: Operation): PositionalOperation {
  const asks = operation.admits === 'clients';
  return {
    ...operation,
    own: operation,
    parameters: asks ? { [SESSION]: session, ...operation.parameters } : operation.parameters,
    forms: operation.forms.map((form) => ({
      ...form,
      own: form,
      parameters: asks ? form.parameters.toSpliced(form.sessionAt, 0, SESSION) : form.parameters,
    })),
  };
}

/** What a call proves itself with. @throws {ApiError} `argument.invalid` */
export function credentialOf({ admits }: Operation, args: ArgumentSource): Credential {
  if (admits !== 'clients') return NO_CREDENTIAL;
  const text = args.read(SESSION, session.type);
  return typeof text === 'string' && text !== '' ? { kind: 'session', session: text } : NO_CREDENTIAL;
}
