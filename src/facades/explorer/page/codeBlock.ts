/** Text to read and copy: source code, requests, answers. */
import { el } from './dom';

/** @param label what it is, for those who do not see it */
export function codeBlock(label: string, text: string): HTMLElement {
  const code = el('pre', { tabindex: '0', role: 'region', 'aria-label': label }, el('code', {}, text));
  const copy = el('button', { type: 'button', class: 'copy' }, 'Copy');
  copy.addEventListener('click', () => {
    const done = (said: string): void => {
      copy.textContent = said;
      setTimeout(() => (copy.textContent = 'Copy'), 1500);
    };
    // The clipboard is there on secure addresses only; elsewhere the text is selected for Ctrl+C.
    if (!navigator.clipboard) {
      getSelection()?.selectAllChildren(code);
      return done('Press Ctrl+C');
    }
    navigator.clipboard.writeText(text).then(
      () => done('Copied'),
      () => {
        getSelection()?.selectAllChildren(code);
        done('Press Ctrl+C');
      },
    );
  });
  return el('div', { class: 'code' }, el('div', { class: 'bar' }, el('span', {}, label), copy), code);
}
