/** What a command of the command line is: data and one function. */
import type { Configuration } from '../config/readConfiguration';
import type { Settings } from '../config/settings';
import type { Interruption } from './interruption';

export interface Argument {
  /** As it stands in the usage line, in capitals. */
  readonly name: string;
  readonly doc: string;
  /** It may be left out; only the last ones can be. */
  readonly optional?: true;
  /** It may be given several times; only the last one can be. */
  readonly repeatable?: true;
}

export interface Option {
  /** Stands for the value in the help; an option without it is a switch. */
  readonly value?: string;
  readonly doc: string;
  /** It may be given several times. */
  readonly repeatable?: true;
}

/** What a command prints when it is done: lines for people, or one JSON document. */
export interface Report {
  readonly text: string;
  readonly json: unknown;
  /** The result is a bad one: exit code 1, so that a script can tell. */
  readonly isBad?: boolean;
}

/** The surroundings of a command. */
export interface Terminal {
  /** @throws {SettingsError} */
  readonly settings: () => Settings;
  /** The same, and where they come from. @throws {SettingsError} */
  readonly configuration: () => Configuration;
  /** Tells a person what is going on; standard error, so that it never mixes with a result. */
  readonly note: (text: string) => void;
  /** Draws a line again and again in one place; left out where error output is no terminal. */
  readonly redraw?: (line: string) => void;
  /** Prints a result while the command goes on, as a command that stays in the foreground does. */
  readonly print: (report: Report) => void;
  /**
   * Writes a piece of a long result to standard output; resolves when it takes more.
   * @throws {OutputClosed} if its reader has gone; a command lets that pass, and ends
   */
  readonly write: (text: string) => Promise<void>;
  /** Called before a result with a secret in it is printed; keeps others from reading the file that it goes to. */
  readonly secureOutput: () => void;
  /** All of standard input, for a value that is better not on the command line. */
  readonly readInput: () => Promise<string>;
  readonly interruption: Interruption;
}

/** What the caller wrote. */
export interface CommandInput {
  /** One value for each declared argument, but for optional ones that were left out and a last one that repeats. */
  readonly args: readonly string[];
  /** Value of an option, or undefined if it was not given. */
  option(name: string): string | undefined;
  /** Values of an option that may be given several times, in order. */
  all(name: string): readonly string[];
  /** True if a switch was given. */
  has(name: string): boolean;
}

export interface Command {
  /** One or two words, such as `realm create`. */
  readonly name: string;
  readonly summary: string;
  /** More than one line of help, where it is needed. */
  readonly details?: string;
  readonly args: readonly Argument[];
  readonly options: Readonly<Record<string, Option>>;
  /** @returns nothing if it printed its results itself */
  run(input: CommandInput, terminal: Terminal): Promise<Report | void>;
}

/** A command of the table, which is read when it is needed. */
export interface CommandEntry {
  /** The name that the command itself has, too. */
  readonly name: string;
  readonly load: () => Promise<Command>;
}

/** The command line was not understood; the text says what to write instead. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The command could not do its work; the text is for people. Exit code 1. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/**
 * A whole number given as an option.
 * @throws {UsageError}
 */
export function numberOption(
  input: CommandInput,
  name: string,
  least: number,
  most: number,
  initial: number,
): number {
  const text = input.option(name);
  if (text === undefined) return initial;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`--${name} takes a whole number from ${least} to ${most}.`);
}
