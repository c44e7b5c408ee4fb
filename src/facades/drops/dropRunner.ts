/**
 * Works through one dropped file: record by record, some at a time, each step a call like those of the other doors that
 * also says how far the file is. A file that was cut off goes on where it was, in this process or in another one.
 */
import type { Credential } from '../../contract/credential';
import type { Operation } from '../../contract/defineOperation';
import { ApiError, type ErrorCode } from '../../contract/errorCatalogue';
import type { ArgumentSource, Call } from '../../contract/invoke';
import type { Registry } from '../../contract/registry';
import { failureText } from '../httpapi/failureText';
import { namedArguments } from '../httpapi/namedArguments';
import type { DoorOptions } from '../wire/door';
import { DropUnreadable, isHeader, type DropCommand, type DropHeader, type DropUnit } from './dropUnit';
import { readDrop } from './readDrop';
import { emptiedLists, headerCredential, isOn, refuseSettings, unitArguments } from './unitArguments';

export interface DropRunnerOptions {
  readonly registry: Registry;
  readonly pipeline: DoorOptions['pipeline'];
  /** 16 hexadecimal digits, of this process alone. */
  readonly holder: string;
}

export interface DropFile {
  readonly path: string;
  readonly name: string;
  /** 64 hexadecimal digits: what tells it from other files. */
  readonly mark: string;
  /** The only realm that it may name; null for any. */
  readonly realm: string | null;
}

export interface DropReport {
  readonly taken: number;
  readonly refused: number;
  readonly problems: readonly { readonly line: number; readonly reason: string }[];
  /** Why the file as a whole was refused; null if it was not. */
  readonly unreadable: string | null;
  /** To be called once the file is where it belongs. */
  forget(): Promise<void>;
}

/**
 * Records of one step, and the characters after which it holds no further one. A lease is long enough for so many, also
 * where each is taken by itself.
 */
const STEP = 1000;
const STEP_CHARACTERS = 4 * 1024 * 1024;
/** From a folder of this machine. */
const ADDRESS = '127.0.0.1';
/** After which the file is left for a while. */
const LATER: readonly ErrorCode[] = [
  'server.busy',
  'server.overloaded',
  'server.outcomeUnknown',
  'login.refused',
  'drop.elsewhere',
];
/** Sent for each record by itself. */
const ONE_BY_ONE: readonly string[] = ['subandsend'];
/** What files call otherwise: their `send` creates the contact. */
const FILE_NAMES: Readonly<Record<string, string>> = { send: 'subandsend' };

export class DropRunner {
  readonly #options: DropRunnerOptions;
  readonly #commands = new Map<string, Operation>();

  constructor(options: DropRunnerOptions) {
    this.#options = options;
    for (const operation of options.registry.all())
      for (const name of [operation.name, ...(operation.aliases ?? [])]) this.#commands.set(name, operation);
  }

  /** @returns null if the file is to be looked at again later */
  async run(file: DropFile, isStopping: () => boolean): Promise<DropReport | null> {
    try {
      return await this.#run(file, isStopping);
    } catch (error) {
      if (error instanceof DropUnreadable || error instanceof RangeError) return refusal(error.message);
      if (!(error instanceof ApiError)) throw error;
      return LATER.includes(error.code) ? null : refusal(failureText(error).replace(/^FAILURE: /, ''));
    }
  }

  async #run(file: DropFile, isStopping: () => boolean): Promise<DropReport | null> {
    const parts = readDrop(file.path);
    try {
      const first = await parts.next();
      const header: DropHeader =
        !first.done && isHeader(first.value) ? first.value : new Map<string, string>();
      if (file.realm !== null && header.get('realm') !== file.realm)
        throw new DropUnreadable(`it names another realm than ${file.realm}, whose folder this is`);
      const drop = new Drop(this.#options, file, headerCredential(header));
      refuseSettings(header);
      const emptied = emptiedLists(header);
      const begun = (await drop.ask('dropBegin', { name: file.name })) as {
        status: string;
        position: number;
      };
      if (begun.status === 'elsewhere') return null;
      if (begun.status === 'running') {
        const units = emptyingFirst(emptied, parts as AsyncGenerator<DropUnit>);
        await this.#steps(drop, header, units, begun.position, isStopping);
        if (isStopping()) return null;
      }
      return await drop.end(header, begun.status === 'done');
    } finally {
      await parts.return();
    }
  }

  async #steps(
    drop: Drop,
    header: DropHeader,
    units: AsyncIterable<DropUnit>,
    done: number,
    isStopping: () => boolean,
  ): Promise<void> {
    let position = 0;
    let waiting: DropUnit[] = [];
    let held = 0;
    // While the database works on one step, the next one is read.
    let running: Promise<void> = Promise.resolve();
    const flush = async (): Promise<void> => {
      await running;
      if (waiting.length === 0) return;
      running = this.#step(drop, header, waiting, position - waiting.length);
      running.catch(() => undefined);
      waiting = [];
      held = 0;
    };
    try {
      for await (const unit of units) {
        if (position < done) {
          position++;
          continue;
        }
        if (waiting.length > 0 && (held > STEP_CHARACTERS || !belongs(unit, waiting))) await flush();
        if (isStopping()) return;
        waiting.push(unit);
        position++;
        held += charactersOf(unit);
      }
      await flush();
      await running;
    } finally {
      // Whoever stops, or cannot read on, waits for what is on its way.
      await running.catch(() => undefined);
    }
  }

  /** @param from how many came before */
  async #step(drop: Drop, header: DropHeader, units: readonly DropUnit[], from: number): Promise<void> {
    const place = {
      dropFrom: from,
      dropTo: from + units.length,
      dropLines: units.map(({ line }) => line).join(','),
    };
    let reason: string;
    const [first] = units;
    const { command, problem, empties } = first!;
    const operation = command ? this.#find(command) : null;
    if (problem !== undefined) reason = problem;
    else if (empties !== undefined) {
      const error = await drop.empty(empties, place);
      if (!error) return;
      if (LATER.includes(error.code)) throw error;
      reason = error.message;
    } else if (!command || !operation)
      reason = `There is no command ${command?.cmd.slice(0, 40) ?? ''} for files`;
    else {
      const error = await drop.step(operation, unitArguments(command, header, units), place);
      if (!error) return;
      if (LATER.includes(error.code)) throw error;
      reason = failureText(error, operation.failures).replace(/^FAILURE: /, '');
    }
    await drop.ask('dropRefused', { ...place, reason });
  }

  #find({ cmd }: DropCommand): Operation | null {
    const name = cmd.trim().toLowerCase();
    return this.#commands.get(FILE_NAMES[name] ?? name) ?? null;
  }
}

const charactersOf = ({ record }: DropUnit): number =>
  record ? record.values.reduce((sum, value) => sum + value.length, 0) : 0;

async function* emptyingFirst(
  lists: readonly string[],
  units: AsyncIterable<DropUnit>,
): AsyncGenerator<DropUnit, void, undefined> {
  for (const empties of lists) yield { line: 1, command: null, record: null, empties };
  yield* units;
}

/** Whether a unit can go with those that wait. */
function belongs({ command, record, problem }: DropUnit, waiting: readonly DropUnit[]): boolean {
  const [first] = waiting;
  return (
    waiting.length < STEP &&
    problem === undefined &&
    first!.problem === undefined &&
    record !== null &&
    first!.record !== null &&
    command === first!.command &&
    !ONE_BY_ONE.includes(FILE_NAMES[command?.cmd.toLowerCase() ?? ''] ?? '') &&
    (record.fields === first!.record.fields || record.fields.join(',') === first!.record.fields.join(','))
  );
}

const refusal = (reason: string): DropReport => ({
  taken: 0,
  refused: 0,
  problems: [],
  unreadable: reason,
  forget: () => Promise.resolve(),
});

/** One file on its way through the pipeline. */
class Drop {
  readonly #options: DropRunnerOptions;
  readonly #file: DropFile;
  readonly #credential: Credential;

  constructor(options: DropRunnerOptions, file: DropFile, credential: Credential) {
    this.#options = options;
    this.#file = file;
    this.#credential = credential;
  }

  /** Calls one of the operations that keep count. @throws {ApiError} */
  async ask(name: string, args: Readonly<Record<string, unknown>>): Promise<unknown> {
    const outcome = await this.#invoke(this.#options.registry.get(name)!, {
      read: (each) => this.#own(args, each),
    });
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  /** Runs a command as a step. @returns what it was refused for, if it was */
  async step(
    operation: Operation,
    given: ReadonlyMap<string, string>,
    place: Readonly<Record<string, unknown>>,
  ): Promise<ApiError | null> {
    const named = namedArguments(operation, given);
    const outcome = await this.#invoke(operation, {
      read: (name, type, timeZone) => this.#own(place, name) ?? named.read(name, type, timeZone),
    });
    return 'error' in outcome ? outcome.error : null;
  }

  /** Empties a list, some contacts at a time. @returns what it was refused for, if it was */
  async empty(list: string, place: Readonly<Record<string, unknown>>): Promise<ApiError | null> {
    for (;;) {
      const args = { ...place, listId: Number(list) };
      const outcome = await this.#invoke(this.#options.registry.get('dropSubscriptions')!, {
        read: (each) => this.#own(args, each),
      });
      if ('error' in outcome) return outcome.error;
      if (outcome.value === true) return null;
    }
  }

  async end(header: DropHeader, isDone: boolean): Promise<DropReport> {
    const listId = Number(header.get('list_id') ?? 0);
    const told = {
      name: this.#file.name,
      notify: header.get('confirmation_email') ?? header.get('confirm_email') ?? null,
      verbose: isOn(header.get('verbose')),
      listId: Number.isInteger(listId) ? listId : 0,
    };
    const state = (await this.ask(isDone ? 'dropBegin' : 'dropEnd', told)) as {
      taken: number;
      refused: number;
    };
    const problems = (await this.ask('dropProblems', {})) as DropReport['problems'];
    return {
      ...state,
      problems,
      unreadable: null,
      forget: async () => void (await this.ask('dropForget', {})),
    };
  }

  #own(args: Readonly<Record<string, unknown>>, name: string): unknown {
    if (name === 'dropMark') return this.#file.mark;
    if (name === 'dropHolder') return this.#options.holder;
    return args[name];
  }

  #invoke(operation: Operation, args: ArgumentSource): Promise<Outcome> {
    const call = new DropCall(operation.name);
    return this.#options.pipeline.invoke(operation, operation.forms[0]!, this.#credential, args, call);
  }
}

type Outcome = { readonly value: unknown } | { readonly error: ApiError };

class DropCall implements Call<Outcome> {
  readonly door = 'drop';
  readonly address = ADDRESS;
  readonly bytesIn = 0;
  readonly startedAt = performance.now();
  readonly operationName: string;

  constructor(operationName: string) {
    this.operationName = operationName;
  }

  encodeResult(value: unknown): Outcome {
    return { value };
  }

  encodeError(error: ApiError): Outcome {
    return { error };
  }

  sizeOf(): number {
    return 0;
  }
}
