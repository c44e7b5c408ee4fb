/** Plausible arguments for any form of any operation, made from the parameters' names and types alone. */
import type { Form, Operation } from '../../src/contract/defineOperation';
import { positionalForm } from './positionalForm';
import type { Scalar } from './soapClient';

/** Fits the clients of all doors. */
export type ExampleArgument = Scalar | readonly Readonly<Record<string, Scalar>>[];

const BY_NAME: Readonly<Record<string, ExampleArgument>> = {
  email: 'somebody@example.org',
  firstName: 'Ann',
  customerKey: 'K-1',
  emailFormat: 99,
  fieldName: 'city',
  identityField: 'city',
  identityValue: 'Oslo',
  data: [{ key: 'city', value: 'Oslo' }],
  records: [{ email: 'somebody@example.org' }],
  format: 'csv',
  eventType: 0,
  version: '',
  offset: 0,
  limit: 100,
  fromDate: '01/01/2000',
  toDate: '12/31/2099',
  startDatetime: '01/01/2000 00:00:00',
  endDatetime: '12/31/2099 23:59:59',
  fieldType: 1,
  provider: 'FACEBOOK',
  providerName: 'FACEBOOK',
};

/** Arguments by name, the session first. `known` replaces some of them. */
export function exampleArguments(
  operation: Operation,
  form: Form,
  session: string,
  known: Readonly<Record<string, ExampleArgument>> = {},
): Record<string, ExampleArgument> {
  return Object.fromEntries(
    positionalForm(operation, form).parameters.map((name) => {
      if (name in known) return [name, known[name]!];
      if (name === 'session') return [name, session];
      if (name in BY_NAME) return [name, BY_NAME[name]!];
      const { kind } = operation.parameters[name]!.type;
      const value = {
        string: 'text',
        int: 1,
        boolean: true,
        float: 1.5,
        dateTime: new Date(0),
        any: 'x',
        struct: null,
        array: null,
      };
      return [name, value[kind as keyof typeof value]];
    }),
  );
}
