/** The fields in which somebody writes the arguments of a call: one for each parameter, but the session. */
import type {
  FormDescription,
  OperationDescription,
  ParameterDescription,
  RealmOutline,
  ValueType,
} from '../apiDescription';
import {
  LICENCE,
  parametersOf,
  plainText,
  SESSION,
  typeName,
  type ArgumentValue,
  type Arguments,
} from './argumentValue';
import { el, freshId } from './dom';
import { choicesOf, choiceOf } from './choices';
import { exampleArguments } from './examples/exampleValues';
import type { Gateway } from './gateway';
import { pickerControl, pickerOf, PICKERS, type Picker } from './datePickers';

export interface ArgumentForm {
  readonly element: HTMLElement;
  /** What is written there; the session is not among it. A field that cannot be read counts as its text. */
  read: () => Arguments;
}

interface Field {
  readonly name: string;
  readonly element: HTMLElement;
  readonly control: Control;
  read: () => ArgumentValue;
}

const NUMBERS = { int: '[+\\-]?\\d+', float: '[+\\-]?\\d*\\.?\\d+([eE][+\\-]?\\d+)?' } as const;
/** Text that is longer than a word, by the names that it goes under. */
const LONG = /body|content|flags|rules|text|license|^data$/i;

/** @param changed called whenever something is written */
export function argumentForm(
  gateway: Gateway,
  operation: OperationDescription,
  form: FormDescription,
  given: Arguments,
  changed: () => void,
): ArgumentForm {
  const initial = { ...exampleArguments(operation, form, gateway.realm), ...given };
  const fields = parametersOf(operation, form)
    .filter(({ name }) => name !== SESSION)
    .map((parameter) =>
      field(parameter, parameter.name === LICENCE ? '' : (initial[parameter.name] ?? null), gateway.realm),
    );
  const element = el('div', { class: 'arguments' }, ...fields.map((each) => each.element));
  element.addEventListener('input', changed);
  if (operation.name === 'listUpdate' && gateway.realm && !('list' in given))
    fillFromList(gateway, element, fields, changed);
  return { element, read: () => Object.fromEntries(fields.map(({ name, read }) => [name, read()])) };
}

function field(
  { name, type, doc, optional }: ParameterDescription,
  initial: ArgumentValue,
  realm: RealmOutline | null,
): Field {
  const id = freshId('argument');
  const control = makeControl(type, name, initial, realm);
  control.id = id;
  control.setAttribute('aria-describedby', `${id}-doc`);
  const nil = optional ? el('input', { type: 'checkbox', id: `${id}-nil` }) : null;
  const follow = (): void => {
    control.disabled = nil?.checked ?? false;
  };
  if (nil) {
    nil.checked = initial === null;
    nil.addEventListener('change', follow);
    follow();
  }
  return {
    name,
    control,
    element: el(
      'div',
      { class: 'field' },
      el(
        'div',
        { class: 'field-head' },
        el(
          'label',
          { for: id },
          el('code', {}, name),
          ' ',
          el('span', { class: 'type' }, typeName(type) + (optional ? ', may be nil' : '')),
        ),
        nil && el('label', { class: 'nil', for: nil.id }, nil, ' send nil'),
      ),
      control,
      el('p', { class: 'hint', id: `${id}-doc` }, doc),
    ),
    read: () => (nil?.checked ? null : readControl(type, control)),
  };
}

/** The settings of a list come from the list, so that what is sent back unread changes nothing. */
function fillFromList(
  gateway: Gateway,
  element: HTMLElement,
  fields: readonly Field[],
  changed: () => void,
): void {
  const listId = fields.find(({ name }) => name === 'listId');
  const list = fields.find(({ name }) => name === 'list');
  if (!listId || !list) return;
  const fill = async (): Promise<void> => {
    const id = listId.read();
    const settings = typeof id === 'number' ? await gateway.listSettings(id) : null;
    if (settings === null || id !== listId.read()) return;
    list.control.value = JSON.stringify(settings, null, 2);
    changed();
  };
  element.addEventListener('change', (event) => {
    if (event.target === listId.control) void fill();
  });
  void fill();
}

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

function makeControl(
  type: ValueType,
  name: string,
  initial: ArgumentValue,
  realm: RealmOutline | null,
): Control {
  const choices = realm ? choicesOf(realm, name) : [];
  if (choices.length > 0) return choiceOf(choices, initial);
  const picker = pickerOf(type, name);
  if (picker) return pickerControl(picker, initial);
  if (type.kind === 'boolean') {
    const select = el('select', {}, el('option', {}, 'true'), el('option', {}, 'false'));
    select.value = initial === false ? 'false' : 'true';
    return select;
  }
  if (type.kind === 'array' || type.kind === 'struct') {
    const text = el('textarea', { rows: 6, class: 'json', spellcheck: 'false', autocomplete: 'off' });
    text.value = JSON.stringify(initial ?? (type.kind === 'array' ? [] : {}), null, 2);
    const check = (): void => text.setCustomValidity(jsonProblem(type, text.value));
    text.addEventListener('input', check);
    return text;
  }
  const common = { spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off' };
  if (type.kind === 'string' && (LONG.test(name) || plainText(initial).includes('\n'))) {
    const text = el('textarea', { ...common, rows: 3 });
    text.value = plainText(initial);
    return text;
  }
  const input = el('input', { ...common, type: 'text' });
  input.value = plainText(initial);
  if (type.kind === 'int' || type.kind === 'float') {
    input.inputMode = type.kind === 'int' ? 'numeric' : 'decimal';
    input.pattern = NUMBERS[type.kind];
    input.title = type.kind === 'int' ? 'a whole number' : 'a number';
    input.required = true;
  }
  return input;
}

function readControl(type: ValueType, control: Control): ArgumentValue {
  const { value } = control;
  const picker = control.dataset.picker;
  if (picker) return PICKERS[picker as Picker].written(value);
  if (type.kind === 'boolean') return value === 'true';
  if (type.kind === 'int' || type.kind === 'float')
    return new RegExp(`^(?:${NUMBERS[type.kind]})$`).test(value) ? Number(value) : value;
  if (type.kind === 'array' || type.kind === 'struct')
    return jsonProblem(type, value) ? value : parseJson(value)!;
  return value;
}

const parseJson = (text: string): ArgumentValue | undefined => {
  try {
    return JSON.parse(text) as ArgumentValue;
  } catch {
    return undefined;
  }
};

/** Why a text is not the JSON of a list or a structure; empty if it is. */
function jsonProblem(type: ValueType, text: string): string {
  const value = parseJson(text);
  if (value === undefined) return 'This is not valid JSON.';
  if (type.kind === 'array') return Array.isArray(value) ? '' : 'This must be a JSON list: [ ... ].';
  return typeof value === 'object' && !Array.isArray(value) ? '' : 'This must be a JSON object: { ... }.';
}
