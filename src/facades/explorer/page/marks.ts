/** The small marks beside a call: what it does to data, and how sure we are of its signature. */
import type { OperationDescription } from '../apiDescription';
import { el } from './dom';

const SURE: Readonly<Record<string, number>> = {
  seen: 4,
  'seen, commented out': 3,
  'name documented, signature inferred': 2,
  inferred: 1,
};

export function accessBadge({ access }: Pick<OperationDescription, 'access'>): HTMLElement {
  const text = { public: 'no session', read: 'read only', write: 'changes data' }[access];
  return el('span', { class: `badge ${access}` }, text);
}

/** Four dots, filled as far as we are sure; a call of our own has none. */
export function sureness(confidence: string): HTMLElement {
  const level = SURE[confidence];
  if (level === undefined) return el('span', { class: 'badge ours' }, 'ours');
  const dots = el(
    'span',
    { class: 'dots', 'aria-hidden': 'true' },
    '●'.repeat(level),
    el('i', {}, '●'.repeat(4 - level)),
  );
  return el('span', { class: 'badge sure' }, dots, ` ${confidence}`);
}
