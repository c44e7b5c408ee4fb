/** One call: what it is for, how sure we are of it, what it takes and answers, and the panel to run it. */
import type { FormDescription, OperationDescription, RealmOutline, Refusal } from '../apiDescription';
import { signature, typeName } from './argumentValue';
import { callPanel, type CallPanelParts } from './callPanel';
import { breakable, el, freshId, type Child } from './dom';
import type { GivenCall } from './permalink';
import { accessBadge, sureness } from './marks';

export const linkTo = (name: string): HTMLElement =>
  el('a', { href: `#${name}` }, el('code', {}, ...breakable(name)));

/** Why the realm of the licence does not have a call; null if it does, and before there is a licence. */
export function refusalFor(
  {
    refusedInCustomerKey,
    refusedInNormal,
  }: Pick<OperationDescription, 'refusedInCustomerKey' | 'refusedInNormal'>,
  realm: Pick<RealmOutline, 'byKey' | 'byAddress'> | null,
): Refusal | null {
  if (realm === null) return null;
  return (realm.byAddress ? null : refusedInCustomerKey) ?? (realm.byKey ? null : refusedInNormal);
}

/** @param given the form and the values that a link brought */
export function operationView(
  parts: CallPanelParts,
  operation: OperationDescription,
  given: GivenCall,
): HTMLElement {
  const { api, realm } = parts.gateway;
  const refusal = refusalFor(operation, realm);
  const details = el('div', {});
  const fitting = operation.forms.find((form) => refusalFor(form, realm) === null);
  const first = operation.forms[given.form ?? -1] ?? fitting ?? operation.forms[0]!;
  const show = (form: FormDescription): void => {
    const refused = refusal ? null : refusalFor(form, realm);
    details.replaceChildren(
      ...(refused
        ? [
            el(
              'div',
              { class: 'notice', role: 'note' },
              el('p', {}, 'Your realm refuses this form. ', refused.reason),
            ),
          ]
        : []),
      ...formDetails(operation, form),
      ...callPanel(parts, operation, form, form === first ? given.values : {}),
    );
  };
  show(first);
  return el(
    'article',
    {},
    el('h2', { tabindex: '-1' }, ...breakable(operation.name)),
    el(
      'p',
      { class: 'badges' },
      accessBadge(operation),
      sureness(operation.confidence),
      ...realmBadges(operation),
    ),
    refusal &&
      el(
        'div',
        { class: 'notice', role: 'note' },
        el('p', {}, el('strong', {}, 'Your realm refuses this call. '), refusal.reason),
        refusal.counterpart === null ? null : el('p', {}, 'Call instead: ', linkTo(refusal.counterpart)),
      ),
    el('p', { class: 'lead' }, operation.doc),
    operation.aliasOf === null ? null : el('p', {}, 'Another name of ', linkTo(operation.aliasOf), '.'),
    el(
      'p',
      { class: 'basis' },
      el('strong', {}, 'How sure we are: '),
      `${operation.confidence}. ${operation.basis}`,
    ),
    el('h3', {}, operation.forms.length === 1 ? 'Form' : 'Forms'),
    formChoice(operation, first, show),
    details,
    el('h3', {}, 'Errors'),
    errorList(operation, api.errors),
  );
}

export function realmBadges({
  refusedInNormal,
  refusedInCustomerKey,
}: Pick<OperationDescription, 'refusedInNormal' | 'refusedInCustomerKey'>): HTMLElement[] {
  if (refusedInNormal) return [el('span', { class: 'badge' }, 'Customer Key realms only')];
  return refusedInCustomerKey ? [el('span', { class: 'badge' }, 'normal realms only')] : [];
}

/** Breaks within its name only, where that is long; one of its arguments would look like two. */
function breakableSignature(text: string): readonly Child[] {
  const [name = '', args = ''] = text.split(/(?<=\()/);
  return [...breakable(name), el('wbr'), args];
}

/** The signatures; if there are several, one of them is chosen. */
function formChoice(
  operation: OperationDescription,
  first: FormDescription,
  show: (form: FormDescription) => void,
): HTMLElement {
  const { forms } = operation;
  const text = (form: FormDescription): Node =>
    el('code', { class: 'signature' }, ...breakableSignature(signature(operation, form)));
  if (forms.length === 1) return el('p', { class: 'form-only' }, text(forms[0]!));
  const group = freshId('form');
  return el(
    'fieldset',
    { class: 'forms' },
    el('legend', { class: 'unseen' }, 'Form'),
    ...forms.map((form, i) => {
      const choice = el('input', {
        type: 'radio',
        name: group,
        id: `${group}-${i}`,
        checked: form === first,
      });
      choice.addEventListener('change', () => show(form));
      const note = form.published ? null : el('span', { class: 'hint' }, ' understood, not in the WSDLs');
      return el('label', { for: choice.id }, choice, ' ', text(form), note);
    }),
  );
}

function formDetails(operation: OperationDescription, form: FormDescription): HTMLElement[] {
  return [
    ...(form.published && form.documentName !== operation.name
      ? [el('p', { class: 'hint' }, 'In the document/literal WSDL: ', el('code', {}, form.documentName))]
      : []),
    el('h3', {}, 'Answers'),
    el('p', {}, el('code', {}, typeName(form.result)), ` ${operation.resultDoc}`),
  ];
}

export function errorList(
  { errors }: Pick<OperationDescription, 'errors'>,
  meanings: Readonly<Record<string, string>>,
): HTMLElement {
  if (errors.length === 0) return el('p', {}, 'Those that every call can end in; see the reference.');
  return el(
    'dl',
    { class: 'parameters' },
    ...errors.map((code) =>
      el('div', {}, el('dt', {}, el('code', {}, code)), el('dd', {}, meanings[code] ?? '')),
    ),
  );
}
