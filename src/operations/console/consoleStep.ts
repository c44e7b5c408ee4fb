/** A step of a login, and what all of them share. */
import type { InputOf, Operation, Parameter } from '../../contract/defineOperation';
import { fail, type ErrorCode } from '../../contract/errorCatalogue';
import { t, type ValueOf, type WireType } from '../../contract/wireTypes';
import type { ConsoleAccess } from '../../core/people/consoleAccess';
import { publicOperation } from '../context';

export const Login = t.row('ConsoleLogin', { session: t.text, awaitsCode: t.boolean });

interface Step<P extends Record<string, Parameter>, R extends WireType> {
  readonly name: string;
  readonly doc: string;
  readonly parameters: P;
  readonly result: R;
  readonly errors: readonly ErrorCode[];
  readonly handler: (input: InputOf<P>, access: ConsoleAccess, address: string) => Promise<ValueOf<R>>;
}

export const consoleStep = <P extends Record<string, Parameter>, R extends WireType>({
  handler,
  ...step
}: Step<P, R>): Operation =>
  publicOperation<P, R>({
    ...step,
    group: 'session',
    forms: [Object.keys(step.parameters).join(' ')],
    resultDoc: 'What the page needs.',
    provenance: { confidence: 'ours', basis: 'The console is ours.' },
    handler: (input, { services, address }) =>
      handler(input, services.consoleAccess ?? fail('session.invalid'), address),
  });
