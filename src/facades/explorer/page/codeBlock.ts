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
  // The clipboard is there on secure addresses only; elsewhere the text is selected for Ctrl+C.
  const select = (): string => {
    if (rest) shown.textContent = text;
    rest?.remove();
    getSelection()?.selectAllChildren(code);
    return 'Press Ctrl+C';
  };
  const copy = copyButton('Copy', '', () => text, select);
  return el('div', { class: 'code' }, el('div', { class: 'bar' }, el('span', {}, label), copy), code, rest);
}

/**
 * A button that puts a text into the clipboard.
 * @param more what a screen reader hears besides the label
 * @param otherwise what to do without a clipboard; answers what the button says then
 */
export function copyButton(
  label: string,
  more: string,
  text: () => string,
  otherwise: () => string = () => 'No clipboard here',
): HTMLButtonElement {
  const copy = el('button', { type: 'button', class: 'copy', title: more || null }, label);
  const done = (said: string): void => {
    copy.textContent = said;
    setTimeout(() => (copy.textContent = label), 1500);
  };
  copy.addEventListener('click', () => {
    if (!navigator.clipboard) return done(otherwise());
    navigator.clipboard.writeText(text()).then(
      () => done('Copied'),
      () => done(otherwise()),
    );
  });
  return copy;
}
