/** Runs a piece of work over the control database, and leaves nothing open or running behind. */
import { openControl, type Control } from '../openControl';
import type { Terminal } from './command';

export async function withControl<T>(terminal: Terminal, work: (control: Control) => Promise<T>): Promise<T> {
  const opening = openControl(terminal.settings(), terminal.note);
  const forget = terminal.interruption.beforeExit(() => opening.then((control) => control.abandon()));
  try {
    const control = await opening;
    try {
      return await work(control);
    } finally {
      await control.close();
    }
  } finally {
    forget();
  }
}
