/** The form to send a REST call, its answer, and the same call in other languages, which follow what is written in the form. */
import type { EndpointDescription } from '../apiDescription';
import { askFirst } from './askFirst';
import { codeBlock } from './codeBlock';
import { el, freshId } from './dom';
import { exampleBody, exampleParameters } from './examples/rest/restValues';
import { requestOf, type RestRequest } from './examples/rest/restRequest';
import { REST_LANGUAGES } from './examples/rest/restLanguages';
import type { Gateway } from './gateway';
import { tabs } from './tabs';

/** What stays as it is from call to call. The password is in the page's memory alone. */
export interface RestHabits {
  language: string;
  realm: string;
  password: string;
}

export interface EndpointParts {
  readonly gateway: Gateway;
  readonly habits: RestHabits;
}

type Control = HTMLInputElement | HTMLTextAreaElement;

export function endpointPanel(
  { gateway, habits }: EndpointParts,
  endpoint: EndpointDescription,
): readonly HTMLElement[] {
  const plain = { type: 'text', spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off' } as const;
  const realm = el('input', { ...plain, required: true });
  realm.value = habits.realm || (gateway.realm?.name ?? '');
  const password = el('input', { ...plain, type: 'password', required: true });
  password.value = habits.password;

  const known = exampleParameters(gateway.realm);
  const fields = endpoint.parameters.map(({ name, place, optional }) => {
    const control = el('input', { ...plain, required: place === 'path' });
    control.value = optional && place === 'query' ? '' : (known[name] ?? '');
    return { name, control };
  });
  const body =
    endpoint.body && el('textarea', { rows: 6, class: 'json', spellcheck: 'false', autocomplete: 'off' });
  if (body) {
    body.value = JSON.stringify(exampleBody(endpoint, gateway.realm), null, 2);
    body.addEventListener('input', () =>
      body.setCustomValidity(isJson(body.value) ? '' : 'This is not valid JSON.'),
    );
  }
  const request = (): RestRequest =>
    requestOf(new URL(gateway.api.paths.rest, gateway.base).href, endpoint, {
      realm: realm.value || 'REALM',
      parameters: Object.fromEntries(fields.map(({ name, control }) => [name, control.value])),
      body: body && body.value.trim() !== '' ? compact(body.value) : null,
    });

  const examples = tabs(
    'Language of the example',
    REST_LANGUAGES.map(({ id, title, write }) => ({
      id,
      title,
      show: () => codeBlock(`Example in ${title}`, write(request())),
    })),
    habits.language,
    (id) => (habits.language = id),
  );
  const run = el('button', { type: 'submit', class: 'primary' }, 'Send');
  const said = el('div', { 'aria-live': 'polite', class: 'said' });
  const shown = el('div', { class: 'answer' });
  const form = el(
    'form',
    { class: 'run', autocomplete: 'off' },
    el(
      'div',
      { class: 'arguments' },
      field('realm', 'who calls', realm, 'Name of the realm.'),
      field(
        'password',
        'who calls',
        password,
        'Of the realm, or a key for REST. It stays in the memory of this page.',
      ),
      ...fields.map(({ name, control }, i) => {
        const { place, type, doc, optional } = endpoint.parameters[i]!;
        return field(name, `${place}, ${type}${optional ? ', may be left out' : ''}`, control, doc);
      }),
      ...(body && endpoint.body
        ? [
            field(
              'body',
              `JSON${endpoint.body.optional ? ', may be left out' : ''}`,
              body,
              `${endpoint.body.doc} ${endpoint.body.fields.map(({ name, type }) => `${name} (${type})`).join(', ')}.`,
            ),
          ]
        : []),
    ),
    el(
      'div',
      { class: 'buttons' },
      run,
      el('span', { class: 'hint keys' }, el('kbd', {}, 'Ctrl'), '+', el('kbd', {}, 'Enter')),
    ),
    said,
    shown,
  );
  form.addEventListener('input', () => {
    habits.realm = realm.value;
    habits.password = password.value;
    examples.refresh();
  });

  const send = async (): Promise<void> => {
    if (endpoint.access === 'write' && !(await askFirst(endpoint.name))) return run.focus();
    run.setAttribute('aria-busy', 'true');
    run.textContent = 'Sending ...';
    try {
      const { method, url, body: sent } = request();
      const started = performance.now();
      const answer = await fetch(url, {
        method,
        credentials: 'omit',
        headers: {
          Authorization: `Basic ${base64(`${realm.value}:${password.value}`)}`,
          ...(sent === null ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(sent === null ? {} : { body: sent }),
      });
      const text = await answer.text();
      const took = Math.round(performance.now() - started);
      said.replaceChildren(
        el(
          'p',
          { class: `outcome ${answer.ok ? 'done' : 'fault'}` },
          `HTTP ${answer.status}${answer.ok ? '' : ': not done'}`,
          el('span', { class: 'hint' }, ` ${took} ms`),
        ),
      );
      shown.replaceChildren(...(text === '' ? [] : [codeBlock('Answer', pretty(text))]));
    } catch {
      said.replaceChildren(el('p', { class: 'outcome fault' }, 'The gateway could not be reached.'));
      shown.replaceChildren();
    } finally {
      run.removeAttribute('aria-busy');
      run.textContent = 'Send';
    }
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!run.hasAttribute('aria-busy')) void send();
  });
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  return [
    el('section', { class: 'try' }, el('h3', {}, 'Request'), form),
    el(
      'section',
      {},
      el('h3', {}, 'Example'),
      el(
        'p',
        { class: 'hint' },
        'With the values of the form above. The password is read from the environment.',
      ),
      examples.element,
    ),
  ];
}

function field(name: string, type: string, control: Control, doc: string): HTMLElement {
  const id = freshId('argument');
  control.id = id;
  control.setAttribute('aria-describedby', `${id}-doc`);
  return el(
    'div',
    { class: 'field' },
    el(
      'div',
      { class: 'field-head' },
      el('label', { for: id }, el('code', {}, name), ' ', el('span', { class: 'type' }, type)),
    ),
    control,
    el('p', { class: 'hint', id: `${id}-doc` }, doc),
  );
}

const isJson = (text: string): boolean => {
  if (text.trim() === '') return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};
/** On one line, or as it is while somebody is typing. */
const compact = (text: string): string => (isJson(text) ? JSON.stringify(JSON.parse(text)) : text);
const pretty = (text: string): string => (isJson(text) ? JSON.stringify(JSON.parse(text), null, 2) : text);
const base64 = (text: string): string =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
