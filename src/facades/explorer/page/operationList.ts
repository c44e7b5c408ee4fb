/** The calls in their groups, those of the realm first, with a search that shows what fits best first. */
import type {
  ApiDescription,
  EndpointDescription,
  OperationDescription,
  RealmOutline,
} from '../apiDescription';
import { breakable, breakablePath, button, el } from './dom';
import { refusalFor } from './operationView';
import { rankOperations } from './rankOperations';

export interface OperationList {
  readonly element: HTMLElement;
  /** @param current what the address calls the call that is shown */
  draw(realm: RealmOutline | null, current: string): void;
  focusSearch(): void;
}

/** The two lists, of which one is shown. */
type Kind = 'soap' | 'rest';
type Call = OperationDescription | EndpointDescription;

/** What the address calls a call. */
const idOf = (call: Call): string => ('id' in call ? call.id : call.name);

export function operationList(api: ApiDescription): OperationList {
  const search = el('input', {
    type: 'search',
    id: 'search',
    placeholder: 'Search the calls',
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-keyshortcuts': '/',
  });
  const count = el('p', { class: 'count', 'aria-live': 'polite' });
  const groups = el('div', { class: 'groups' });
  let state: { realm: RealmOutline | null; current: string } = { realm: null, current: '' };
  let kind: Kind = 'soap';

  const titleOf = (group: string): string => api.groups.find(({ id }) => id === group)?.title ?? '';
  const draw = (): void => {
    const isSearch = search.value.trim() !== '';
    kinds.forEach(([each, made]) => made.setAttribute('aria-pressed', String(each === kind)));
    const calls: readonly Call[] = kind === 'rest' ? api.endpoints : api.operations;
    const found = rankOperations(calls, search.value, titleOf);
    const refused = found.filter((operation) => refusalFor(operation, state.realm));
    const right = found.filter((operation) => !refused.includes(operation));
    count.textContent = sentence(right.length, refused.length, state.realm);
    groups.replaceChildren(
      ...(isSearch
        ? right.length > 0
          ? [section('Best fit first', right)]
          : []
        : api.groups.flatMap(({ id, title }) => {
            const members = right.filter(({ group }) => group === id);
            return members.length > 0 ? [section(title, members)] : [];
          })),
      ...(refused.length > 0 ? [section('Refused in this realm', refused, 'refused')] : []),
    );
  };
  const section = (title: string, members: readonly Call[], className = ''): HTMLElement =>
    el(
      'section',
      { class: className },
      el('h2', {}, title, ' ', el('span', { class: 'number' }, String(members.length))),
      el('ul', {}, ...members.map(item)),
    );
  const item = (operation: Call): HTMLElement => {
    const refusal = refusalFor(operation, state.realm);
    const isCurrent = idOf(operation) === state.current;
    return el(
      'li',
      {},
      el(
        'a',
        { href: `#${idOf(operation)}`, 'aria-current': isCurrent ? 'page' : null },
        el(
          'span',
          { class: 'name' },
          ...('path' in operation ? breakablePath(operation) : breakable(operation.name)),
        ),
        operation.access === 'write'
          ? el(
              'span',
              { class: 'writes', title: 'changes data' },
              el('span', { class: 'unseen' }, ' changes data'),
            )
          : null,
        refusal &&
          el(
            'span',
            { class: 'instead' },
            refusal.counterpart ? `use ${refusal.counterpart}` : 'not in this realm',
          ),
      ),
    );
  };

  const show = (next: Kind): void => {
    kind = next;
    draw();
  };
  const kinds = [
    ['soap', button('SOAP, XML-RPC', 'kind', () => show('soap'))],
    ['rest', button('REST', 'kind', () => show('rest'))],
  ] as const;

  const links = (): HTMLElement[] => [...groups.querySelectorAll('a')];
  search.addEventListener('input', draw);
  search.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      search.value = '';
      draw();
    } else if (event.key === 'Enter') links()[0]?.click();
    else if (event.key !== 'ArrowDown') return;
    else links()[0]?.focus();
    event.preventDefault();
  });
  groups.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const all = links();
    const at = all.indexOf(document.activeElement as HTMLElement) + step;
    (at < 0 ? search : (all[at] ?? all.at(-1)))?.focus();
  });
  return {
    element: el(
      'div',
      { class: 'list' },
      el(
        'div',
        { class: 'search' },
        el('label', { for: 'search', class: 'unseen' }, 'Search the calls'),
        search,
        el('kbd', { 'aria-hidden': 'true' }, '/'),
        api.endpoints.length === 0
          ? null
          : el(
              'div',
              { class: 'kinds', role: 'group', 'aria-label': 'Interface' },
              ...kinds.map(([, made]) => made),
            ),
        count,
      ),
      groups,
    ),
    draw: (realm, current) => {
      if (current !== state.current && current !== '')
        kind = api.endpoints.some(({ id }) => id === current) ? 'rest' : 'soap';
      state = { realm, current };
      draw();
      groups.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
    },
    focusSearch: () => {
      search.focus();
      search.select();
    },
  };
}

function sentence(right: number, refused: number, realm: RealmOutline | null): string {
  if (right + refused === 0) return 'No call matches.';
  const calls = `${right} ${right === 1 ? 'call' : 'calls'}`;
  if (realm === null) return calls;
  return refused === 0 ? `${calls} for this realm` : `${calls} for this realm, ${refused} refused`;
}
