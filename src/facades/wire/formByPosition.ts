/** Chooses the form (overload) of a call whose arguments have no names: their number decides. */
import type { Form, Operation } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';

export interface ResolvedForm<Argument> {
  readonly form: Form;
  /** One for each parameter of the form, in its order; undefined where the argument is missing. */
  readonly args: readonly (Argument | undefined)[];
}

/** Whether an argument that may be either of a pair is the e-mail; null where nobody can tell. */
export type IsEmail<Argument> = (argument: Argument, pair: readonly [string, string]) => boolean | null;

/**
 * The form with as many parameters as there are arguments. A key and an e-mail may come in either order.
 * @throws {ApiError} `operation.noSuchForm`
 */
export function formByPosition<Argument>(
  operation: Operation,
  args: readonly Argument[],
  isEmail: IsEmail<Argument>,
): ResolvedForm<Argument> {
  const form = operation.forms.find((each) => each.parameters.length === args.length);
  if (form) return { form, args: form.eitherOrder ? inOrder(form, form.eitherOrder, args, isEmail) : args };
  return fail('operation.noSuchForm', {
    operation: operation.name,
    count: args.length,
    forms: describeForms(operation),
  });
}

function inOrder<Argument>(
  { parameters }: Form,
  pair: readonly [string, string],
  args: readonly Argument[],
  isEmail: IsEmail<Argument>,
): readonly Argument[] {
  const keyAt = parameters.indexOf(pair[0]);
  const emailAt = parameters.indexOf(pair[1]);
  const first = args[keyAt]!;
  const second = args[emailAt]!;
  if (isEmail(first, pair) !== true || isEmail(second, pair) !== false) return args;
  const ordered = [...args];
  ordered[keyAt] = second;
  ordered[emailAt] = first;
  return ordered;
}

/** The published forms, for the text of a fault: `(session, email), (session, email, firstName)`. */
function describeForms(operation: Operation): string {
  return operation.forms
    .filter((form) => form.published)
    .map((form) => `(${form.parameters.join(', ')})`)
    .join(', ');
}
