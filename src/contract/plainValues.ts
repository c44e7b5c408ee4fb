/** Calls by doors for people, whose arguments are values of this program with names: the form they fit, and their source. */
import { checkValue } from './checkValue';
import type { Form, Operation } from './defineOperation';
import { ApiError } from './errorCatalogue';
import type { ArgumentSource } from './invoke';
import { t } from './wireTypes';

type Values = Readonly<Record<string, unknown>>;

/** @throws {ApiError} `argument.invalid` for a value that is none of its parameter's type */
export const sourceOfValues = ({ admits }: Operation, values: Values): ArgumentSource => ({
  read: (name, type) => {
    const value = values[name];
    const problem =
      value === null || value === undefined || admits !== 'people' ? null : checkValue(type, value);
    if (problem) throw new ApiError('argument.invalid', { name, reason: problem.replace(/^: /, '') });
    return value;
  },
});

/** The form that takes exactly these values. A person is told why something was refused, where programs get a 1. */
export function formOfValues(operation: Operation, values: Values): Form {
  if (operation.admits === 'people' || operation.admits === 'anyone') return operation.forms[0]!;
  const names = Object.keys(values);
  const form = operation.forms.find(
    ({ parameters }) =>
      parameters.length === names.length && names.every((name) => parameters.includes(name)),
  );
  if (!form) throw new Error(`${operation.name} has no form (${names.join(', ')})`);
  return form.result.kind === 'int' ? { ...form, result: t.int } : form;
}
