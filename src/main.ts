/** Process entry: reads the command line, runs one command, and leaves nothing running on any way out. */
import { text } from 'node:stream/consumers';
import { commands } from './cli/commands';
import { Interruption } from './cli/interruption';
import { runCommandLine } from './cli/runCommandLine';
import { loadSettings } from './config/loadSettings';

// A reader that has seen enough (`... | head`) is no reason to fail.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

void runCommandLine(
  commands,
  process.argv.slice(2),
  {
    settings: () => loadSettings(process.env),
    readInput: () => text(process.stdin),
    interruption: new Interruption(process),
  },
  {
    out: (line) => void process.stdout.write(`${line}\n`),
    error: (line) => void process.stderr.write(`${line}\n`),
  },
).then((code) => {
  process.exitCode = code;
});
