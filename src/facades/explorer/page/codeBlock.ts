/** Text to read and copy: source code, requests, answers. */
import { el } from './dom';

/** Most characters that are shown; a browser stands still for seconds over millions. */
const MAX_CHARACTERS = 200_000;

/** @param label what it is, for those who do not see it */
export function codeBlock(label: string, text: string): HTMLElement {
  const shown = el('code', {}, text.slice(0, MAX_CHARACTERS));
  const code = el('pre', { tabindex: '0', role: 'region', 'aria-label': label }, shown);
  const left = text.length - MAX_CHARACTERS;
  const rest =
    left <= 0
      ? null
      : el(
          'p',
          { class: 'hint rest' },
          `${left.toLocaleString('en')} more characters are not shown. Copy takes them all.`,
        );
  const copy = el('button', { type: 'button', class: 'copy' }, 'Copy');
  const done = (said: string): void => {
    copy.textContent = said;
    setTimeout(() => (copy.textContent = 'Copy'), 1500);
  };
  // The clipboard is there on secure addresses only; elsewhere the text is selected for Ctrl+C.
  const select = (): void => {
    if (rest) shown.textContent = text;
    rest?.remove();
    getSelection()?.selectAllChildren(code);
    done('Press Ctrl+C');
  };
  copy.addEventListener('click', () => {
    if (!navigator.clipboard) return select();
    navigator.clipboard.writeText(text).then(() => done('Copied'), select);
  });
  return el('div', { class: 'code' }, el('div', { class: 'bar' }, el('span', {}, label), copy), code, rest);
}
