/** The pieces that pages are made of. */
import { html, Html } from '../public/html';
import { texts } from './texts';
import type { Visit } from './visit';

type Piece = string | number | Html | null;

export const NONE = new Html('');

export const join = (pieces: readonly (Html | null)[]): Html =>
  html`${pieces.filter((piece) => piece !== null)}`;

export const link = (text: string | number, path: string): Html => html`<a href="${path}">${text}</a>`;

/** A link that looks like a button. */
export const linkButton = (text: string, path: string, kind: 'plain' | 'main' = 'plain'): Html =>
  html`<a class="button ${kind}" href="${path}">${text}</a>`;

export interface Column<R> {
  readonly head: string;
  readonly cell: (row: R) => Piece;
  /** Numbers stand at the right. */
  readonly isNumber?: true;
}

/** A table that becomes a card for each row where there is no room. */
export function table<R>(
  caption: string,
  columns: readonly Column<R>[],
  rows: readonly R[],
  empty: string,
): Html {
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  return html`<div class="scroll">
    <table>
      <caption class="unseen">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(
            ({ head, isNumber }) => html`<th scope="col" class="${isNumber ? 'number' : ''}">${head}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${columns.map(
                ({ head, cell, isNumber }) =>
                  html`<td data-label="${head}" class="${isNumber ? 'number' : ''}">${cell(row)}</td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Names and values. */
export const facts = (entries: readonly (readonly [name: string, value: Piece])[]): Html =>
  html`<dl class="facts">
    ${entries.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value === null || value === '' ? '–' : value}</dd>
        </div>`,
    )}
  </dl>`;

export const section = (title: string, body: Html, note = ''): Html =>
  html`<section>
    <h2>${title}</h2>
    ${note === '' ? null : html`<p class="note">${note}</p>`} ${body}
  </section>`;

/** A word in a frame, such as the state of a campaign. */
export const badge = (text: string, kind: 'plain' | 'good' | 'warn' | 'bad' = 'plain'): Html =>
  html`<span class="badge ${kind}">${text}</span>`;

export const notice = (text: string | Html, kind: 'done' | 'problem' | 'note' = 'note'): Html =>
  html`<div class="notice ${kind}" role="${kind === 'problem' ? 'alert' : 'status'}">${text}</div>`;

interface FieldOptions {
  readonly name: string;
  readonly label: string;
  readonly value?: string | number | null;
  readonly hint?: string;
  readonly type?: string;
  readonly isRequired?: boolean;
  readonly autocomplete?: string;
  readonly placeholder?: string;
  readonly inputmode?: string;
  readonly min?: number;
  readonly max?: number;
  readonly isDisabled?: boolean;
}

const attribute = (name: string, value: string | number | undefined): Html | null =>
  value === undefined ? null : html` ${new Html(name)}="${value}"`;
const flag = (name: string, isOn: boolean | undefined): Html | null => (isOn ? new Html(` ${name}`) : null);

/** Names of fields are unique on a page, but for forms of one kind in a list. */
let made = 0;
const newId = (name: string): string => `${name}-${(made = (made + 1) % 1_000_000)}`;

const hintOf = (id: string, hint: string | undefined): Html | null =>
  hint === undefined ? null : html`<p class="hint" id="${id}-hint">${hint}</p>`;
const describedBy = (id: string, hint: string | undefined): Html | null =>
  attribute('aria-describedby', hint === undefined ? undefined : `${id}-hint`);

/** A labelled input. */
export function field({ name, label, value = '', hint, type = 'text', ...more }: FieldOptions): Html {
  const id = newId(name);
  return html`<div class="field">
    <label for="${id}">${label}</label>
    <input
      id="${id}"
      name="${name}"
      type="${type}"
      value="${value ?? ''}"
      ${attribute('autocomplete', more.autocomplete)}${attribute('placeholder', more.placeholder)}${attribute('inputmode', more.inputmode)}${attribute('min', more.min)}${attribute('max', more.max)}${flag('required', more.isRequired)}${flag('disabled', more.isDisabled)}${describedBy(id, hint)}
    />
    ${hintOf(id, hint)}
  </div>`;
}

export function textArea(options: {
  readonly name: string;
  readonly label: string;
  readonly value?: string;
  readonly hint?: string;
  readonly rows?: number;
  readonly isCode?: boolean;
  readonly isRequired?: boolean;
}): Html {
  const { name, label, value = '', hint, rows = 6, isCode, isRequired } = options;
  const id = newId(name);
  // The parser drops one line feed at the beginning, so one stands there in any case.
  const open = html`<textarea id="${id}" name="${name}" rows="${rows}" class="${isCode ? 'code' : ''}" spellcheck="${isCode ? 'false' : 'true'}"${flag('required', isRequired)}${describedBy(id, hint)}>`;
  const area = new Html(`${open.text}\n${html`${value}`.text}</textarea>`);
  return html`<div class="field">
    <label for="${id}">${label}</label>
    ${area} ${hintOf(id, hint)}
  </div>`;
}

export function select(options: {
  readonly name: string;
  readonly label: string;
  readonly choices: readonly (readonly [value: string, text: string])[];
  readonly value?: string;
  readonly hint?: string;
}): Html {
  const { name, label, choices, value = '', hint } = options;
  const id = newId(name);
  return html`<div class="field">
    <label for="${id}">${label}</label>
    <select id="${id}" name="${name}" ${describedBy(id, hint)}>
      ${choices.map(
        ([choice, text]) =>
          html`<option value="${choice}" ${flag('selected', choice === value)}>${text}</option>`,
      )}
    </select>
    ${hintOf(id, hint)}
  </div>`;
}

export function checkbox(options: {
  readonly name: string;
  readonly label: string;
  readonly isChecked?: boolean;
  readonly isDisabled?: boolean;
  readonly hint?: string;
}): Html {
  const { name, label, isChecked, isDisabled, hint } = options;
  const id = newId(name);
  return html`<div class="field choice">
    <input
      id="${id}"
      type="checkbox"
      name="${name}"
      value="yes"
      ${flag('checked', isChecked)}${flag('disabled', isDisabled)}${describedBy(id, hint)}
    />
    <label for="${id}">${label}</label>
    ${hintOf(id, hint)}
  </div>`;
}

/** One of several, shown all at once. */
export function radios(options: {
  readonly name: string;
  readonly legend: string;
  readonly choices: readonly (readonly [value: string, text: string, hint?: string])[];
  readonly value?: string;
}): Html {
  const { name, legend, choices, value = '' } = options;
  return html`<fieldset>
    <legend>${legend}</legend>
    ${choices.map(([choice, text, hint]) => {
      const id = newId(name);
      return html`<div class="field choice">
        <input
          id="${id}"
          type="radio"
          name="${name}"
          value="${choice}"
          ${flag('checked', choice === value)}${describedBy(id, hint)}
        />
        <label for="${id}">${text}</label>
        ${hintOf(id, hint)}
      </div>`;
    })}
  </fieldset>`;
}

interface FormOptions {
  /** Which of the page's acts it asks for. */
  readonly act: string;
  readonly button: string;
  readonly kind?: 'main' | 'plain' | 'danger';
  readonly hidden?: Readonly<Record<string, string | number>>;
  /** The page itself unless given. */
  readonly path?: string;
  readonly isUpload?: boolean;
  readonly isInline?: boolean;
}

/** A form that changes something. */
export const actForm = (
  { formToken }: Pick<Visit, 'formToken'>,
  { act, button, kind = 'main', hidden = {}, path, isUpload, isInline }: FormOptions,
  fields: Html = NONE,
): Html =>
  html`<form
    method="post"
    class="${isInline ? 'inline' : 'stack'}"
    ${attribute('action', path)}${attribute('enctype', isUpload ? 'multipart/form-data' : undefined)}
  >
    <input type="hidden" name="token" value="${formToken}" />
    <input type="hidden" name="act" value="${act}" />
    ${Object.entries(hidden).map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
    )}
    ${fields}
    <div class="buttons"><button class="${kind}">${button}</button></div>
  </form>`;

/** A form behind a first press, for what cannot be taken back. */
export const carefulForm = (
  visit: Pick<Visit, 'formToken'>,
  opener: string,
  explanation: string,
  options: FormOptions,
  fields: Html = NONE,
): Html =>
  html`<details class="careful">
    <summary>${opener}</summary>
    <div>
      <p>${explanation}</p>
      ${actForm(visit, { kind: 'danger', ...options }, fields)}
    </div>
  </details>`;

/** A form that opens where it is asked for. */
export const opener = (text: string, body: Html, isOpen = false): Html =>
  html`<details class="opener" ${flag('open', isOpen)}>
    <summary>${text}</summary>
    <div>${body}</div>
  </details>`;

/** A form that asks for another view of the page. */
export const viewForm = (fields: Html, button: string = texts.common.show): Html =>
  html`<form method="get" class="view">
    ${fields}
    <div class="buttons"><button class="plain">${button}</button></div>
  </form>`;

/** A value that is shown once. */
export const secret = (label: string, value: string, isLong = false): Html =>
  isLong
    ? html`<div class="field">
        <span class="label">${label}</span>
        <pre class="secret" tabindex="0">${value}</pre>
      </div>`
    : html`<div class="field"><span class="label">${label}</span><code class="secret">${value}</code></div>`;
