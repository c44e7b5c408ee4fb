/** Runs the command line as its users do: in a process of its own, from the sources. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import { commands } from '../../src/cli/commands';
import { Interruption } from '../../src/cli/interruption';
import { runCommandLine } from '../../src/cli/runCommandLine';
import { readConfiguration } from '../../src/config/readConfiguration';

const ROOT = resolve(__dirname, '../..');

/** An empty settings file: a test knows its own settings only. */
export const NO_FILE = '/dev/null';

/** The program and first arguments of every process that runs a command. */
export const COMMAND: readonly string[] = [
  process.execPath,
  ...['runTypeScript.js', 'recordStatements.js'].flatMap((file) => ['-r', join(__dirname, file)]),
  join(ROOT, 'src/main.ts'),
];

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

export interface RunningCommand {
  readonly process: ChildProcess;
  /** What it has printed so far. */
  out(): string;
  error(): string;
  /** Resolves when the output, or the error output, matches; rejects where the process ends first. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<Outcome>;
}

/** @param environment everything the process knows of settings */
export function startCommand(
  environment: Readonly<Record<string, string>>,
  words: readonly string[],
  input = '',
): RunningCommand {
  const [program, ...first] = COMMAND;
  const child = spawn(program!, [...first, ...words], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? '', SETTINGS_FILE: NO_FILE, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(input);
  let out = '';
  let error = '';
  const listeners = new Set<() => void>();
  const heard = (): void => listeners.forEach((listener) => listener());
  child.stdout.setEncoding('utf8').on('data', (text: string) => ((out += text), heard()));
  child.stderr.setEncoding('utf8').on('data', (text: string) => ((error += text), heard()));
  const ended = new Promise<Outcome>((done) => {
    child.on('close', (code) => done({ code, out, error }));
  });
  return {
    process: child,
    out: () => out,
    error: () => error,
    ended,
    says: (pattern) =>
      new Promise((found, failed) => {
        const look = (): void => {
          const match = pattern.exec(out) ?? pattern.exec(error);
          if (!match) return;
          listeners.delete(look);
          found(match);
        };
        listeners.add(look);
        look();
        void ended.then(({ code }) =>
          failed(new Error(`it ended with ${code}, having said:\n${out}\n${error}`)),
        );
      }),
  };
}

/** Runs a command to its end. */
export const runCommand = (
  environment: Readonly<Record<string, string>>,
  words: readonly string[],
  input = '',
): Promise<Outcome> => startCommand(environment, words, input).ended;

/** Runs a command to its end in this process, which takes a fraction of the time; for those that print only their result. */
export async function runHere(
  environment: Readonly<Record<string, string>>,
  words: readonly string[],
  input = '',
): Promise<Outcome> {
  const out: string[] = [];
  const error: string[] = [];
  const code = await runCommandLine(
    commands,
    words,
    {
      configuration: () => readConfiguration({ SETTINGS_FILE: NO_FILE, ...environment }, ROOT),
      readInput: async () => input,
      interruption: new Interruption({ on: () => undefined, exit: () => undefined, uptime: () => 0 }),
    },
    {
      out: (text) => out.push(`${text}\n`),
      write: async (text) => void out.push(text),
      secure: () => null,
      error: (text) => error.push(`${text}\n`),
    },
  );
  return { code, out: out.join(''), error: error.join('') };
}
