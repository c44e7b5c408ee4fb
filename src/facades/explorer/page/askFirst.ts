/** Asks before a call changes data. Escape and the first button leave everything as it is. */
import { breakable, button, el } from './dom';

export function askFirst(operation: string): Promise<boolean> {
  return new Promise((decide) => {
    const dialog = el(
      'dialog',
      { 'aria-labelledby': 'ask-title' },
      el('h2', { id: 'ask-title' }, 'Run ', ...breakable(operation), '?'),
      el(
        'p',
        {},
        'This call changes data, or sends mail, in the realm of your licence. It cannot be undone from here.',
      ),
    );
    let answer = false;
    const cancel = button('Cancel', 'quiet', () => dialog.close());
    const run = button('Run it', 'danger', () => {
      answer = true;
      dialog.close();
    });
    dialog.append(el('div', { class: 'buttons' }, cancel, run));
    dialog.addEventListener('close', () => {
      dialog.remove();
      decide(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
    cancel.focus();
  });
}
