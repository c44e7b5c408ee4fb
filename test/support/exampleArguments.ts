/** Plausible arguments for any form of any operation, made from the parameters' names and types alone. */
import type { Form, Operation } from '../../src/contract/defineOperation';
import type { Argument } from './soapClient';

const BY_NAME: Readonly<Record<string, Argument>> = {
  email: 'somebody@example.org',
  firstName: 'Ann',
  customerKey: 'K-1',
  emailFormat: 99,
  fieldName: 'city',
  identityField: 'city',
  identityValue: 'Oslo',
  data: [['city', 'Oslo']],
  records: { xml: '<item><email>somebody@example.org</email></item>' },
  format: 'csv',
  fieldType: 1,
  provider: 'FACEBOOK',
  providerName: 'FACEBOOK',
};

/** Arguments by name, the session first. `known` replaces some of them. */
export function exampleArguments(
  operation: Operation,
  form: Form,
  session: string,
  known: Readonly<Record<string, Argument>> = {},
): Record<string, Argument> {
  return Object.fromEntries(
    form.parameters.map((name) => {
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
      return [name, value[kind]];
    }),
  );
}
