/** A row of tabs over one panel, worked with arrow keys as tabs are everywhere. */
import { el, freshId } from './dom';

export interface Tab {
  readonly id: string;
  readonly title: string;
  readonly show: () => Node;
}

export interface Tabs {
  readonly element: HTMLElement;
  /** Makes the open panel again. */
  refresh(): void;
}

/** @param opened told the id of each tab that is opened */
export function tabs(label: string, all: readonly Tab[], open: string, opened: (id: string) => void): Tabs {
  const panelId = freshId('panel');
  const list = el('div', { class: 'tabs', role: 'tablist', 'aria-label': label });
  const panel = el('div', { class: 'panel', role: 'tabpanel', id: panelId });
  let current = all.find(({ id }) => id === open) ?? all[0]!;
  const buttons = all.map((tab) => {
    const made = el(
      'button',
      { type: 'button', role: 'tab', id: freshId('tab'), 'aria-controls': panelId },
      tab.title,
    );
    made.addEventListener('click', () => select(tab));
    return made;
  });
  const select = (tab: Tab): void => {
    current = tab;
    all.forEach((each, i) => {
      buttons[i]!.setAttribute('aria-selected', String(each === tab));
      buttons[i]!.tabIndex = each === tab ? 0 : -1;
    });
    panel.setAttribute('aria-labelledby', buttons[all.indexOf(tab)]!.id);
    panel.replaceChildren(tab.show());
    opened(tab.id);
  };
  list.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -all.length, End: all.length }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = all.indexOf(current) + step;
    const next =
      Math.abs(step) === 1 ? (at + all.length) % all.length : Math.min(Math.max(at, 0), all.length - 1);
    select(all[next]!);
    buttons[next]!.focus();
  });
  list.append(...buttons);
  select(current);
  return {
    element: el('div', { class: 'tabbed' }, list, panel),
    refresh: () => panel.replaceChildren(current.show()),
  };
}
