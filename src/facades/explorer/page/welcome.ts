/** The first thing that is seen: where a licence goes in, and what it showed. */
import type { RealmOutline } from '../apiDescription';
import { button, el } from './dom';
import { sureness } from './marks';
import { Refused, type Gateway } from './gateway';
import { refusalFor } from './operationView';

export interface WelcomeParts {
  readonly gateway: Gateway;
  /** Called when a realm was opened or left. */
  readonly changed: () => void;
}

export const welcome = (parts: WelcomeParts): HTMLElement =>
  el(
    'article',
    { class: 'welcome' },
    ...(parts.gateway.realm === null ? asking(parts) : opened(parts, parts.gateway.realm)),
    ...legend(parts.gateway),
  );

function asking({ gateway, changed }: WelcomeParts): HTMLElement[] {
  const licence = el('textarea', {
    id: 'licence',
    rows: 5,
    required: true,
    spellcheck: 'false',
    autocomplete: 'off',
    'aria-describedby': 'licence-hint',
    placeholder: '<version>1</version><key>...</key><data>...</data>',
  });
  const file = el('input', { type: 'file', id: 'licence-file', class: 'unseen' });
  const submit = el('button', { type: 'submit', class: 'primary' }, 'Show my calls');
  const said = el('p', { role: 'alert', class: 'problem' });
  const form = el(
    'form',
    { class: 'licence', autocomplete: 'off' },
    el('label', { for: 'licence' }, 'Licence'),
    licence,
    el(
      'p',
      { class: 'hint', id: 'licence-hint' },
      'The content of a licence file. The licence is sent to this gateway only; the session that comes of it stays in the memory of this page until you close it or forget it.',
    ),
    el(
      'div',
      { class: 'buttons' },
      submit,
      file,
      el('label', { for: 'licence-file', class: 'as-button' }, 'Choose the file'),
    ),
    said,
  );
  const open = async (): Promise<void> => {
    said.textContent = '';
    submit.setAttribute('aria-busy', 'true');
    try {
      await gateway.open(licence.value.trim());
      licence.value = '';
      changed();
    } catch (error) {
      said.textContent = error instanceof Refused ? error.message : 'The gateway could not be reached.';
      licence.focus();
    } finally {
      submit.removeAttribute('aria-busy');
    }
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!submit.hasAttribute('aria-busy')) void open();
  });
  licence.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  file.addEventListener('change', () => {
    const chosen = file.files?.[0];
    file.value = '';
    // Nobody's licence is this long; a file picked by mistake is not read.
    if (!chosen || chosen.size > 65_536) return void (said.textContent = 'This is not a licence file.');
    void chosen.text().then((text) => {
      licence.value = text.trim();
      form.requestSubmit();
    });
  });
  return [
    el('h2', { tabindex: '-1' }, 'Which calls are right for your realm?'),
    el(
      'p',
      { class: 'lead' },
      'Paste a licence. The page asks the gateway which kind of realm it opens, and shows the calls that work there, each with examples and a form to run it. Without one, all calls can be read.',
    ),
    form,
  ];
}

function explanation({ byKey, byAddress }: RealmOutline): string {
  if (!byKey) return 'Calls by customer key do not work here.';
  return byAddress
    ? 'Calls that single out or create one contact take its address, or its key where they are named ...ByCustomerKey.'
    : 'Calls that single out or create one contact are named ...ByCustomerKey.';
}

function opened({ gateway, changed }: WelcomeParts, realm: RealmOutline): HTMLElement[] {
  const { api } = gateway;
  const refused = api.operations.filter((operation) => refusalFor(operation, realm)).length;
  return [
    el(
      'h2',
      { tabindex: '-1' },
      realm.byKey ? 'This realm uses Customer Key' : 'This realm does not use Customer Key',
    ),
    el('p', {}, 'Realm: ', el('strong', {}, realm.name)),
    el('p', { class: 'lead' }, `Contacts are identified by ${realm.contactsBy}. ${explanation(realm)}`),
    el(
      'p',
      {},
      `${api.operations.length - refused} calls work in this realm; ${refused} are refused, and stand apart at the end of the list with the call to use instead.`,
    ),
    el(
      'div',
      { class: 'buttons' },
      button('Forget the licence', 'quiet', () => void gateway.forget().then(changed)),
    ),
  ];
}

function legend({ api, base }: Gateway): HTMLElement[] {
  const line = (mark: Node, text: string): HTMLElement =>
    el('div', {}, el('dt', {}, mark), el('dd', {}, text));
  const badge = (kind: string, text: string): HTMLElement => el('span', { class: `badge ${kind}` }, text);
  return [
    el(
      'p',
      { class: 'hint more' },
      'Everything in one place, with the coverage of each call by real clients: the ',
      el('a', { href: '../docs', target: '_blank' }, 'reference'),
      '.',
    ),
    el(
      'p',
      { class: 'hint' },
      'WSDLs: ',
      el('a', { href: base + api.paths.wsdl }, 'RPC/encoded'),
      ', with overloads, and ',
      el('a', { href: base + api.paths.documentWsdl }, 'document/literal'),
      ', where every form has a name of its own.',
    ),
    el('h3', {}, 'How to read the marks'),
    el(
      'dl',
      { class: 'legend' },
      line(badge('read', 'read only'), 'The call changes nothing.'),
      line(
        badge('write', 'changes data'),
        'It changes data or sends mail, and has a dot in the list; the page asks first.',
      ),
      line(sureness('seen'), 'Public client code makes this call, so the signature is certain.'),
      line(
        sureness('inferred'),
        'Fewer dots: the signature, or the call itself, follows from its siblings. Each call says why.',
      ),
      line(sureness('ours'), 'Added by Soapstone; the legacy platform did not have it.'),
    ),
    el(
      'section',
      { class: 'keys' },
      el('h3', {}, 'Keys'),
      el(
        'dl',
        { class: 'legend' },
        line(el('kbd', {}, '/'), 'goes to the search; arrows move through the list, Enter opens.'),
        line(
          el('span', {}, el('kbd', {}, 'Ctrl'), '+', el('kbd', {}, 'Enter')),
          'runs the call whose form you are in.',
        ),
      ),
    ),
  ];
}
