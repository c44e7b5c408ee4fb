/** Lists, templates and so on of the realm, to choose from in the place of a number. */
import type { Named, RealmOutline } from '../apiDescription';
import { plainText, type ArgumentValue } from './argumentValue';
import { el } from './dom';

export interface Choice {
  readonly value: string;
  readonly text: string;
}

/** What can be chosen for a parameter of that name; nothing if it takes anything. */
export function choicesOf(realm: RealmOutline, name: string): Choice[] {
  const numbers = (things: readonly Named[]): Choice[] =>
    things.map(({ id, name: title }) => ({ value: String(id), text: `${id} - ${title}` }));
  const names = (things: readonly Named[]): Choice[] =>
    things.map(({ name: title }) => ({ value: title, text: title }));
  switch (name) {
    case 'listId':
      return numbers(realm.lists);
    case 'listName':
      return names(realm.lists);
    case 'templateId':
      return numbers(realm.templates);
    case 'templateName':
    case 'srcName':
      return names(realm.templates);
    case 'campaignId':
      return numbers(realm.campaigns);
    case 'abDefinitionId':
      return numbers(realm.abDefinitions);
    default:
      return [];
  }
}

/** A list to choose from. A value that is not among the choices (0 for none, one that a link brought) joins them. */
export function choiceOf(choices: readonly Choice[], initial: ArgumentValue): HTMLSelectElement {
  const value = plainText(initial);
  const all =
    value === '' || choices.some((choice) => choice.value === value)
      ? choices
      : [{ value, text: value }, ...choices];
  const select = el(
    'select',
    {},
    ...all.map((choice) => el('option', { value: choice.value }, choice.text)),
    ...(choices.some((choice) => choice.value === '0') || !/^\d+$/.test(choices[0]?.value ?? '')
      ? []
      : [el('option', { value: '0' }, '0 - none')]),
  );
  if (value !== '') select.value = value;
  return select;
}
