/**
 * Chooses the form (overload) that a call means. Real clients leave out nulls, send the names of another overload,
 * or no names at all, so neither the number of arguments nor their names are enough alone.
 */
import type { Form, Operation } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import type { XmlElement } from './xmlElement';

export interface ResolvedForm {
  readonly form: Form;
  /** One for each parameter of the form, in its order; undefined where the argument is missing. */
  readonly elements: readonly (XmlElement | undefined)[];
}

/** Reads an argument as text, or null where it is not text. */
export type ReadText = (element: XmlElement) => string | null;

const NONE: readonly XmlElement[] = [];

/**
 * By name where every element names a parameter, none twice, and only values that can be null are missing (of
 * several such forms the one that misses fewest); else by position, the form with as many parameters as elements.
 * @param preferred a form that is tried by name before all others
 * @throws {ApiError} `operation.noSuchForm`
 */
export function resolveForm(
  operation: Operation,
  args: readonly XmlElement[] | null,
  readText: ReadText,
  preferred?: Form,
): ResolvedForm {
  const elements = args ?? NONE;
  if (preferred) {
    const matched = matchByName(operation, preferred, elements);
    if (matched) return { form: preferred, elements: matched };
  }
  let best: ResolvedForm | null = null;
  for (const form of operation.forms) {
    if (best && form.parameters.length >= best.form.parameters.length) continue;
    const matched = matchByName(operation, form, elements);
    if (matched) best = { form, elements: matched };
  }
  if (best) return best;
  const form = operation.forms.find((each) => each.parameters.length === elements.length);
  if (!form) {
    return fail('operation.noSuchForm', {
      operation: operation.name,
      count: elements.length,
      forms: describeForms(operation),
    });
  }
  return { form, elements: inEitherOrder(form, elements, readText) };
}

/** The elements in parameter order, or null where the names do not fit. */
function matchByName(
  operation: Operation,
  form: Form,
  elements: readonly XmlElement[],
): (XmlElement | undefined)[] | null {
  const { parameters } = form;
  if (elements.length > parameters.length) return null;
  const matched = new Array<XmlElement | undefined>(parameters.length).fill(undefined);
  for (let i = 0; i < elements.length; i++) {
    const element = elements[i]!;
    // Nearly every client keeps the order, so the parameter at the same place is tried first.
    const at = parameters[i] === element.name ? i : parameters.indexOf(element.name);
    if (at === -1 || matched[at]) return null;
    matched[at] = element;
  }
  for (let i = 0; i < matched.length; i++) {
    if (!matched[i] && !operation.parameters[parameters[i]!]!.type.nullable) return null;
  }
  return matched;
}

/**
 * Puts a key and an e-mail that came without their names into the form's order: the one with an `@` is the e-mail,
 * where exactly one has it.
 */
function inEitherOrder(
  form: Form,
  elements: readonly XmlElement[],
  readText: ReadText,
): readonly XmlElement[] {
  if (!form.eitherOrder) return elements;
  const [keyName, emailName] = form.eitherOrder;
  const keyAt = form.parameters.indexOf(keyName);
  const emailAt = form.parameters.indexOf(emailName);
  const first = elements[keyAt]!;
  const second = elements[emailAt]!;
  if (first.name === keyName && second.name === emailName) return elements;
  const swapped =
    (first.name === emailName && second.name === keyName) ||
    (readText(first)?.includes('@') === true && readText(second)?.includes('@') === false);
  if (!swapped) return elements;
  const ordered = [...elements];
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
