/**
 * What a command leaves in the log: commands have no log of their own running, so their lines are appended to
 * `VAR_DIRECTORY/commands.log`, in the form of the gateway's. Numbers and names of realms only.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createLogger } from '../log/createLogger';
import type { Terminal } from './command';

export async function logCommand(terminal: Terminal, event: string, details: object): Promise<void> {
  const { varDirectory, logLevel } = terminal.settings();
  await mkdir(varDirectory, { recursive: true, mode: 0o700 });
  const file = createWriteStream(join(varDirectory, 'commands.log'), { flags: 'a', mode: 0o600 });
  // The work is done: that it cannot be noted is told, and is no failure of it.
  file.on('error', (error: NodeJS.ErrnoException) =>
    terminal.note(`commands.log cannot be written (${error.code}).`),
  );
  const log = createLogger(logLevel, file);
  log.info(event, details);
  log.flush();
  const closed = once(file, 'close');
  file.end();
  await closed.catch(() => undefined);
}
