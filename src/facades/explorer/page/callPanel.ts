/** The form to run a call, its answer, and the same call in other languages, which follow what is written in the form. */
import type { FormDescription, OperationDescription } from '../apiDescription';
import { argumentForm } from './argumentForm';
import { LICENCE, SESSION, type Arguments } from './argumentValue';
import { askFirst } from './askFirst';
import { codeBlock, copyButton } from './codeBlock';
import { el } from './dom';
import { PLACEHOLDERS } from './examples/exampleValues';
import { LANGUAGES } from './examples/languages';
import type { Gateway } from './gateway';
import { permalink } from './permalink';
import { answerTabs, outcomeLine } from './resultView';
import { tabs } from './tabs';

/** What stays as it is from call to call. */
export interface Habits {
  language: string;
  readonly answer: { tab: string };
}

export interface CallPanelParts {
  readonly gateway: Gateway;
  readonly habits: Habits;
  /** Called when the session has gone with the call. */
  readonly sessionLost: () => void;
}

export function callPanel(
  { gateway, habits, sessionLost }: CallPanelParts,
  operation: OperationDescription,
  form: FormDescription,
  given: Arguments,
): readonly HTMLElement[] {
  const args = argumentForm(gateway, operation, form, given, () => examples.refresh());
  const examples = tabs(
    'Language of the example',
    LANGUAGES.map(({ id, title, write }) => ({
      id,
      title,
      show: () => {
        const values = { ...args.read(), ...PLACEHOLDERS };
        return codeBlock(
          `Example in ${title}`,
          write({ api: gateway.api, base: gateway.base, operation, form, values }),
        );
      },
    })),
    habits.language,
    (id) => (habits.language = id),
  );

  const needsLicence = form.parameters.includes(SESSION) && gateway.realm === null;
  const run = el('button', { type: 'submit', class: 'primary', disabled: needsLicence }, 'Run');
  const said = el('div', { 'aria-live': 'polite', class: 'said' });
  const shown = el('div', { class: 'answer' });
  const takes = form.parameters.some((name) => name !== SESSION);
  const runForm = el(
    'form',
    { class: 'run', autocomplete: 'off' },
    takes
      ? args.element
      : el(
          'p',
          { class: 'hint' },
          form.parameters.length > 0
            ? 'This call takes nothing but the session.'
            : 'This call takes nothing.',
        ),
    el(
      'div',
      { class: 'buttons' },
      run,
      takes
        ? copyButton(
            'Copy link',
            'with these values',
            () => new URL(permalink(operation, form, args.read()), location.href).href,
          )
        : null,
      needsLicence
        ? el('span', { class: 'hint' }, el('a', { href: '#' }, 'Give a licence'), ' to run this call.')
        : el('span', { class: 'hint keys' }, el('kbd', {}, 'Ctrl'), '+', el('kbd', {}, 'Enter')),
    ),
    said,
    shown,
  );

  const send = async (): Promise<void> => {
    if (operation.access === 'write' && !(await askFirst(operation.name))) return run.focus();
    run.setAttribute('aria-busy', 'true');
    run.textContent = 'Running ...';
    try {
      const answer = await gateway.call(operation, form, args.read());
      said.replaceChildren(outcomeLine(operation, answer));
      shown.replaceChildren(answerTabs(answer, habits.answer));
      if (!needsLicence && form.parameters.includes(SESSION) && gateway.realm === null) sessionLost();
    } catch {
      said.replaceChildren(el('p', { class: 'outcome fault' }, 'The gateway could not be reached.'));
      shown.replaceChildren();
    } finally {
      run.removeAttribute('aria-busy');
      run.textContent = 'Run';
    }
  };
  runForm.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!run.disabled && !run.hasAttribute('aria-busy')) void send();
  });
  runForm.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) runForm.requestSubmit();
  });
  return [
    el('section', { class: 'try' }, el('h3', {}, takes ? 'Arguments' : 'Run it'), runForm),
    el(
      'section',
      {},
      el('h3', {}, 'Example'),
      el(
        'p',
        { class: 'hint' },
        form.parameters.includes(LICENCE)
          ? 'The licence is the content of its file.'
          : 'With the values of the form above. The session is the one that beginSession answered.',
      ),
      examples.element,
    ),
  ];
}
