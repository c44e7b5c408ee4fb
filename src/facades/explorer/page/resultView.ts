/** What came back from a call: the outcome in words, its value as text or table, and both messages as they were. */
import type { OperationDescription } from '../apiDescription';
import { plainText, type ArgumentValue } from './argumentValue';
import { codeBlock } from './codeBlock';
import { el } from './dom';
import type { Answer } from './gateway';
import { MAX_ROWS, tableOf, type Table } from './tableOf';
import { tabs, type Tab } from './tabs';
import { xmlTable } from './xmlTable';

/** The outcome in one line, which is also read out. */
export function outcomeLine({ name, forms }: OperationDescription, answer: Answer): HTMLElement {
  const { outcome, milliseconds } = answer;
  const time = el('span', { class: 'time' }, `in ${duration(milliseconds)}`);
  if (outcome.kind === 'unreadable')
    return el('p', { class: 'outcome fault' }, `HTTP ${answer.status}: this is not a SOAP answer. `, time);
  if (outcome.kind === 'fault')
    return el(
      'p',
      { class: 'outcome fault' },
      el('strong', {}, 'Fault '),
      el('code', {}, outcome.code || outcome.faultcode),
      ` ${outcome.text} `,
      time,
    );
  const isCode = forms[0]!.result.kind === 'int' && forms[0]!.result.code === true;
  const meaning = !isCode
    ? 'answered'
    : outcome.value === 0
      ? 'answered 0: done'
      : `answered ${plainText(outcome.value)}: not done`;
  return el(
    'p',
    { class: `outcome ${isCode && outcome.value !== 0 ? 'refused' : 'ok'}` },
    el('strong', {}, name),
    ` ${meaning} `,
    time,
  );
}

export const duration = (milliseconds: number): string =>
  milliseconds < 1000
    ? `${Math.max(1, Math.round(milliseconds))} ms`
    : `${(milliseconds / 1000).toFixed(2)} s`;

/** The answer to look at. `seen` remembers which of its sides was open last. */
export function answerTabs(answer: Answer, seen: { tab: string }): HTMLElement {
  const { outcome } = answer;
  const value = outcome.kind === 'value' ? outcome.value : null;
  const table = outcome.kind === 'value' ? tableOf(value, xmlTable) : null;
  const all: Tab[] = [];
  if (table) all.push({ id: 'table', title: 'Table', show: () => tableView(table) });
  if (outcome.kind === 'value') all.push({ id: 'value', title: 'Value', show: () => valueView(value) });
  all.push(
    { id: 'answer', title: 'SOAP answer', show: () => codeBlock('SOAP answer', answer.response) },
    { id: 'request', title: 'SOAP request', show: () => codeBlock('SOAP request', answer.request) },
  );
  return tabs('The answer', all, seen.tab, (id) => (seen.tab = id)).element;
}

function valueView(value: ArgumentValue): Node {
  if (value === null) return el('p', { class: 'hint' }, 'nil: no value.');
  if (value === '') return el('p', { class: 'hint' }, 'An empty text.');
  return codeBlock('Value', typeof value === 'object' ? JSON.stringify(value, null, 2) : plainText(value));
}

function tableView({ headings, rows }: Table): Node {
  const shown = rows.slice(0, MAX_ROWS);
  return el(
    'div',
    { class: 'table', tabindex: '0', role: 'region', 'aria-label': 'Answer as a table' },
    el(
      'table',
      {},
      headings.length > 0
        ? el('thead', {}, el('tr', {}, ...headings.map((text) => el('th', { scope: 'col' }, text))))
        : null,
      el('tbody', {}, ...shown.map((row) => el('tr', {}, ...row.map((text) => el('td', {}, text))))),
    ),
    rows.length > shown.length
      ? el('p', { class: 'hint' }, `${rows.length - shown.length} more rows are in the text.`)
      : null,
  );
}
