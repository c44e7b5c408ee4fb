/** Chooses the form (overload) of a call whose arguments have no names: their number decides. */
import { fail } from '../../contract/errorCatalogue';
import type { PositionalForm, PositionalOperation } from './positional';

export interface ResolvedForm<Argument> {
  readonly form: PositionalForm;
  /** One for each parameter of the form, in its order; undefined if the argument is missing. */
  readonly args: readonly (Argument | undefined)[];
}

/**
 * The form with as many parameters as there are arguments, in the order of that form, whatever the values look like:
 * a key may well be an e-mail address.
 * @throws {ApiError} `operation.noSuchForm`
 */
export function formByPosition<Argument>(
  operation: PositionalOperation,
  args: readonly Argument[],
): ResolvedForm<Argument> {
  const form = operation.forms.find((each) => each.parameters.length === args.length);
  if (form) return { form, args };
  return fail('operation.noSuchForm', {
    operation: operation.name,
    count: args.length,
    forms: describeForms(operation),
  });
}

/** The published forms, for the text of a fault: `(session, email), (session, email, firstName)`. */
function describeForms(operation: PositionalOperation): string {
  return operation.forms
    .filter((form) => form.published)
    .map((form) => `(${form.parameters.join(', ')})`)
    .join(', ');
}
