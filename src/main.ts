/** Process entry: reads the command line, runs one command, and leaves nothing running on any way out. */
import { text } from 'node:stream/consumers';
import { commands } from './cli/commands';
import { Interruption } from './cli/interruption';
import { runCommandLine } from './cli/runCommandLine';
import { StandardOutput } from './cli/standardOutput';
import { readConfiguration, type Configuration } from './config/readConfiguration';

const output = new StandardOutput(process.stdout);

// Where nobody listens to problems any more, there is nobody to tell that to; to fail here would be one more problem.
process.stderr.on('error', () => undefined);

const interruption = new Interruption(process);

// A defect that nobody caught must not leave a database server behind either.
process.on('uncaughtException', (error: Error & { errno?: number }) => {
  // What a driver says can repeat values, so of its errors only the stack's places are told.
  const [first, ...frames] = (error.stack ?? String(error)).split('\n');
  process.stderr.write([error.errno === undefined ? first : error.name, ...frames, ''].join('\n'));
  interruption.end(1);
});

let configuration: Configuration | undefined;

void runCommandLine(
  commands,
  process.argv.slice(2),
  {
    configuration: () => (configuration ??= readConfiguration(process.env, process.cwd())),
    readInput: () => text(process.stdin),
    interruption,
    ...(process.stderr.isTTY ? { redraw: (line) => void process.stderr.write(`\r${line}\u001b[K`) } : {}),
  },
  {
    out: (line) => output.line(line),
    write: (text) => output.write(text),
    secure: () => output.secure(),
    error: (line) => void process.stderr.write(`${line}\n`),
  },
).then((code) => {
  process.exitCode = code;
});
