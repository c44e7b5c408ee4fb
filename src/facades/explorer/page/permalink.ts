/**
 * The call that the address names: `#userSearch?form=0&exact=true`. Values are JSON, and stand behind the `#`, which a
 * browser sends to nobody. The session and the licence never go there.
 */
import type { FormDescription, OperationDescription } from '../apiDescription';
import { LICENCE, SESSION, type Arguments, type ArgumentValue } from './argumentValue';

export interface GivenCall {
  readonly name: string;
  /** Which of its forms, or null if the address does not say. */
  readonly form: number | null;
  readonly values: Arguments;
}

export function readPermalink(hash: string): GivenCall {
  const [name = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  const values: Record<string, ArgumentValue> = {};
  let form: number | null = null;
  for (const [key, text] of new URLSearchParams(query)) {
    if (key === 'form') form = /^\d{1,2}$/.test(text) ? Number(text) : null;
    else if (key !== SESSION && key !== LICENCE) values[key] = parsed(text);
  }
  return { name: pathOf(name), form, values };
}

/** Some programs encode the braces of an endpoint's path. */
const pathOf = (name: string): string => name.replace(/%7b/gi, '{').replace(/%7d/gi, '}');

const parsed = (text: string): ArgumentValue => {
  try {
    return JSON.parse(text) as ArgumentValue;
  } catch {
    return text;
  }
};

/** The part of an address from `#` on. */
export function permalink(operation: OperationDescription, form: FormDescription, values: Arguments): string {
  const query = new URLSearchParams({ form: String(operation.forms.indexOf(form)) });
  for (const [name, value] of Object.entries(values))
    if (name !== SESSION && name !== LICENCE) query.set(name, JSON.stringify(value));
  return `#${operation.name}?${query.toString()}`;
}
