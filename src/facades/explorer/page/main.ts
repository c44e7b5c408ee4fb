/** Starts the page: fetches what the gateway says of its operations, and shows what the address asks for. */
import type { ApiDescription } from '../apiDescription';
import type { Habits } from './callPanel';
import { button, byId, el } from './dom';
import { endpointView } from './endpointView';
import type { RestHabits } from './endpointPanel';
import { Gateway } from './gateway';
import { operationList } from './operationList';
import { operationView } from './operationView';
import { readPermalink } from './permalink';
import { welcome } from './welcome';

/** This script lies at BASE/bin/ws_api_tests/HASH/main. */
const BASE = new URL('../../../', import.meta.url).href;

const isNarrow = (): boolean => matchMedia('(max-width: 55rem)').matches;

async function start(): Promise<void> {
  const reply = await fetch(new URL('operations.json', import.meta.url));
  const api = (await reply.json()) as ApiDescription;
  const gateway = new Gateway(api, BASE);
  const list = operationList(api);
  const habits: Habits = { language: 'soap', answer: { tab: '' } };
  const restHabits: RestHabits = { language: 'curl', realm: '', password: '' };
  /** The call that somebody was reading when they went to give a licence. */
  let cameFrom = '';
  let shown = '';

  const asked = (): string => readPermalink(location.hash).name;
  const draw = (moveFocus: boolean): void => {
    const given = readPermalink(location.hash);
    const operation = api.operations.find(({ name }) => name === given.name);
    const endpoint = api.endpoints.find(({ id }) => id === given.name);
    const view = operation
      ? operationView({ gateway, habits, sessionLost }, operation, given)
      : endpoint
        ? endpointView({ gateway, habits: restHabits }, endpoint)
        : welcome({ gateway, changed });
    shown = operation?.name ?? endpoint?.id ?? '';
    document.body.dataset.view = shown === '' ? 'start' : 'call';
    document.title = shown === '' ? 'Soapstone' : `${(operation ?? endpoint)!.name} - Soapstone`;
    list.draw(gateway.realm, shown);
    drawRealm();
    byId('view').replaceChildren(view);
    if (!moveFocus) return;
    scrollTo({ top: 0 });
    view.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
  };
  const drawRealm = (): void => {
    const { realm } = gateway;
    byId('realm').replaceChildren(
      ...(realm === null
        ? [el('a', { href: '#', class: 'give' }, 'Give a licence')]
        : [
            el(
              'span',
              { class: 'realm-kind' },
              el('strong', {}, realm.name),
              el('span', {}, realm.byKey ? ' Customer Key realm' : ' normal realm'),
            ),
            button('Forget', 'quiet small', () => void gateway.forget().then(changed)),
          ]),
    );
  };
  const changed = (): void => {
    if (gateway.realm !== null && cameFrom) location.hash = cameFrom;
    else draw(true);
    cameFrom = '';
  };
  const sessionLost = (): void => {
    list.draw(null, shown);
    drawRealm();
  };

  byId('calls').replaceChildren(list.element);
  // The list stands beside what one reads, or below it.
  byId('to-calls').addEventListener('click', (event) => {
    event.preventDefault();
    byId('calls').scrollIntoView();
    list.focusSearch();
  });
  byId('skip').addEventListener('click', () => list.focusSearch());
  addEventListener('hashchange', () => {
    if (asked() === '' && gateway.realm === null) cameFrom = shown;
    draw(true);
  });
  addEventListener('keydown', (event) => {
    const isWriting = (event.target as Element).closest('input, textarea, select, dialog');
    if (event.key !== '/' || isWriting || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (document.body.dataset.view === 'call' && isNarrow()) byId('calls').scrollIntoView();
    list.focusSearch();
  });
  // Closing the page forgets the session too; one that comes back shows that.
  addEventListener('pagehide', () => void gateway.forget());
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) draw(false);
  });
  draw(false);
}

start().catch(() => {
  byId('view').replaceChildren(
    el('p', { role: 'alert' }, 'The list of calls could not be loaded. Load the page again.'),
  );
});
