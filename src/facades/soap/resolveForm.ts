/**
 * Chooses the form (overload) that a call means. Real clients leave out nulls, send the names of another overload,
 * or no names at all, so neither the number of arguments nor their names are enough alone.
 */
import { formByPosition, type ResolvedForm } from '../wire/formByPosition';
import type { PositionalForm, PositionalOperation } from '../wire/positional';
import type { XmlElement } from '../wire/xmlElement';

const NONE: readonly XmlElement[] = [];

/**
 * By name where every element names a parameter, none twice, and only values that can be null are missing (of
 * several such forms the one that misses fewest); else by position, the form with as many parameters as elements.
 * @param preferred a form that is tried by name before all others
 * @throws {ApiError} `operation.noSuchForm`
 */
export function resolveForm(
  operation: PositionalOperation,
  args: readonly XmlElement[] | null,
  preferred?: PositionalForm,
): ResolvedForm<XmlElement> {
  const elements = args ?? NONE;
  if (preferred) {
    const matched = matchByName(operation, preferred, elements);
    if (matched) return { form: preferred, args: matched };
  }
  let best: ResolvedForm<XmlElement> | null = null;
  for (const form of operation.forms) {
    if (best && form.parameters.length >= best.form.parameters.length) continue;
    const matched = matchByName(operation, form, elements);
    if (matched) best = { form, args: matched };
  }
  if (best) return best;
  return formByPosition(operation, elements);
}

/** The elements in parameter order, or null if the names do not fit. */
function matchByName(
  operation: PositionalOperation,
  form: PositionalForm,
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
