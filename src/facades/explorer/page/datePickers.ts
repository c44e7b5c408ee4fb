/** The browser's own date pickers, for the three ways in which calls write a date. */
import type { ValueType } from '../apiDescription';
import { plainText, type ArgumentValue } from './argumentValue';
import { el } from './dom';

interface DateForm {
  readonly input: 'date' | 'datetime-local';
  /** What the picker holds (`2026-01-31`, `2026-01-31T12:00:00`) as the call writes it. */
  readonly written: (picked: string) => string;
  /** And back; empty for what a picker cannot show. */
  readonly picked: (written: string) => string;
}

const american = (date: string): string => date.replace(/^(\d{4})-(\d\d)-(\d\d)$/, '$2/$3/$1');
const iso = (date: string): string => date.replace(/^(\d\d)\/(\d\d)\/(\d{4})$/, '$3-$1-$2');
const withSeconds = (time: string): string => (/^\d\d:\d\d$/.test(time) ? `${time}:00` : time);

export const PICKERS = {
  /** mm/dd/yyyy */
  day: { input: 'date', written: american, picked: iso },
  /** mm/dd/yyyy hh:mm:ss */
  time: {
    input: 'datetime-local',
    written: (picked) => {
      const [date = '', time = ''] = picked.split('T');
      return picked === '' ? '' : `${american(date)} ${withSeconds(time)}`;
    },
    picked: (written) => {
      const [date = '', time = '00:00:00'] = written.split(' ');
      return date === '' ? '' : `${iso(date)}T${withSeconds(time)}`;
    },
  },
  /** An instant, in UTC. */
  instant: {
    input: 'datetime-local',
    written: (picked) => {
      const [date = '', time = ''] = picked.split('T');
      return picked === '' ? '' : `${date}T${withSeconds(time)}Z`;
    },
    picked: (written) => written.replace(/(?:\.\d+)?Z$/, ''),
  },
} as const satisfies Record<string, DateForm>;
export type Picker = keyof typeof PICKERS;

const DAYS = ['fromDate', 'toDate'];
const TIMES = ['startDatetime', 'endDatetime'];

export function pickerOf(type: ValueType, name: string): Picker | null {
  if (type.kind === 'dateTime') return 'instant';
  if (type.kind !== 'string') return null;
  if (DAYS.includes(name)) return 'day';
  return TIMES.includes(name) ? 'time' : null;
}

export function pickerControl(picker: Picker, initial: ArgumentValue): HTMLInputElement {
  const { input, picked } = PICKERS[picker];
  const control = el('input', {
    type: input,
    ...(input === 'datetime-local' && { step: 1 }),
    title: picker === 'instant' ? 'in UTC' : null,
  });
  control.dataset.picker = picker;
  control.value = picked(plainText(initial));
  return control;
}
