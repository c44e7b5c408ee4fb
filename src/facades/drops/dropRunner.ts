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
import {
  childOf,
  emptiedLists,
  headerCredential,
  isOn,
  misplaced,
  refuseSettings,
  unitArguments,
  withEmptying,
} from './unitArguments';

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
      refuseSettings(header);
      emptiedLists(header);
      const drops = new DropInRealms(this.#options, file, header);
      if (!(await drops.begin())) return null;
      await this.#steps(drops, header, withEmptying(header, parts as AsyncGenerator<DropUnit>), isStopping);
      return isStopping() ? null : await drops.end();
    } finally {
      await parts.return();
    }
  }

  async #steps(
    drops: DropInRealms,
    header: DropHeader,
    units: AsyncIterable<DropUnit>,
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
      running = this.#step(drops, header, waiting, position);
      running.catch(() => undefined);
      waiting = [];
      held = 0;
    };
    try {
      for await (const unit of units) {
        if (waiting.length > 0 && (held > STEP_CHARACTERS || !belongs(unit, waiting))) await flush();
        if (isStopping()) return;
        const { drop } = await drops.of(unit);
        position++;
        if (position <= drop.position) continue;
        waiting.push(unit);
        held += charactersOf(unit);
      }
      await flush();
      await running;
    } finally {
      // Whoever stops, or cannot read on, waits for what is on its way.
      await running.catch(() => undefined);
    }
  }

  /** @param to how many units of the file came before and are in this step */
  async #step(
    drops: DropInRealms,
    header: DropHeader,
    units: readonly DropUnit[],
    to: number,
  ): Promise<void> {
    const [first] = units;
    const { command, problem, empties } = first!;
    const { drop, refusal: noRealm } = await drops.of(first!);
    const place = {
      dropFrom: drop.position,
      dropTo: to,
      dropLines: units.map(({ line }) => line).join(','),
    };
    const reasonOf = async (): Promise<string | null> => {
      if (problem !== undefined) return problem;
      if (noRealm !== null) return noRealm;
      if (empties !== undefined) return reasonFor(await drop.empty(empties, place));
      const operation = command ? this.#find(command) : null;
      if (!command || !operation) return `There is no command ${command?.cmd.slice(0, 40) ?? ''} for files`;
      const noPlace = misplaced(command, header);
      if (noPlace !== null) return noPlace;
      const args = unitArguments(command, header, units);
      return reasonFor(await drop.step(operation, args, place), operation.failures);
    };
    const reason = await reasonOf();
    if (reason !== null) await drop.ask('dropRefused', { ...place, reason });
    drop.position = to;
  }

  #find({ cmd }: DropCommand): Operation | null {
    const name = cmd.trim().toLowerCase();
    return this.#commands.get(FILE_NAMES[name] ?? name) ?? null;
  }
}

const charactersOf = ({ record }: DropUnit): number =>
  record ? record.values.reduce((sum, value) => sum + value.length, 0) : 0;

/** @throws {ApiError} one after which the file is left for a while */
function reasonFor(error: ApiError | null, failures?: Operation['failures']): string | null {
  if (error && LATER.includes(error.code)) throw error;
  return error && failureText(error, failures).replace(/^FAILURE: /, '');
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

/**
 * One file in its realm, and in children of it that its lines name. Each realm keeps for itself how far the file is in it,
 * since what a step does is kept in one transaction with that.
 */
class DropInRealms {
  readonly #options: DropRunnerOptions;
  readonly #file: DropFile;
  readonly #header: DropHeader;
  readonly #own: Drop;
  readonly #children = new Map<string, { readonly drop: Drop; readonly refusal: string | null }>();

  constructor(options: DropRunnerOptions, file: DropFile, header: DropHeader) {
    this.#options = options;
    this.#file = file;
    this.#header = header;
    this.#own = new Drop(options, file, headerCredential(header));
  }

  /** @returns false if another process has it */
  begin(): Promise<boolean> {
    return this.#own.begin();
  }

  /**
   * Where a unit belongs; one of a realm that is no child of ours stays with us, and is refused.
   * @throws {ApiError} one after which the file is left for a while
   */
  async of({ command }: DropUnit): Promise<{ readonly drop: Drop; readonly refusal: string | null }> {
    const name = childOf(command, this.#header);
    if (name === null) return { drop: this.#own, refusal: null };
    const known = this.#children.get(name) ?? (await this.#child(name));
    this.#children.set(name, known);
    return known;
  }

  async #child(name: string): Promise<{ readonly drop: Drop; readonly refusal: string | null }> {
    const drop = new Drop(this.#options, this.#file, headerCredential(this.#header, name));
    try {
      if (!(await drop.begin())) throw new ApiError('drop.elsewhere');
      return { drop, refusal: null };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { drop: this.#own, refusal: reasonFor(error)! };
    }
  }

  /** Children first, so that what they have stands in the mail. */
  async end(): Promise<DropReport> {
    const reports: DropReport[] = [];
    const sum = (of: 'taken' | 'refused'): number => reports.reduce((all, report) => all + report[of], 0);
    for (const { drop, refusal: noRealm } of this.#children.values())
      if (noRealm === null) reports.push(await drop.end({ name: this.#file.name }));
    const listId = Number(this.#header.get('list_id') ?? 0);
    const own = await this.#own.end({
      name: this.#file.name,
      notify: this.#header.get('confirmation_email') ?? this.#header.get('confirm_email') ?? null,
      verbose: isOn(this.#header.get('verbose')),
      listId: Number.isInteger(listId) ? listId : 0,
      taken: sum('taken'),
      refused: sum('refused'),
    });
    reports.push(own);
    return {
      taken: sum('taken'),
      refused: sum('refused'),
      problems: reports.flatMap(({ problems }) => problems).sort((a, b) => a.line - b.line),
      unreadable: null,
      forget: async () => {
        for (const report of reports) await report.forget();
      },
    };
  }
}

/** One file on its way through the pipeline, in one realm. */
class Drop {
  readonly #options: DropRunnerOptions;
  readonly #file: DropFile;
  readonly #credential: Credential;
  /** How far the file is in this realm. */
  position = 0;
  isDone = false;

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

  /** Empties a list or a table, some of it at a time. @returns what it was refused for, if it was */
  async empty(
    what: NonNullable<DropUnit['empties']>,
    place: Readonly<Record<string, unknown>>,
  ): Promise<ApiError | null> {
    const name = 'list' in what ? 'dropSubscriptions' : 'dropRelationalRows';
    const args = { ...place, ...('list' in what ? { listId: Number(what.list) } : { table: what.table }) };
    for (;;) {
      const outcome = await this.#invoke(this.#options.registry.get(name)!, {
        read: (each) => this.#own(args, each),
      });
      if ('error' in outcome) return outcome.error;
      if (outcome.value === true) return null;
    }
  }

  /** @returns false if another process has the file */
  async begin(): Promise<boolean> {
    const { status, position } = (await this.ask('dropBegin', { name: this.#file.name })) as {
      status: string;
      position: number;
    };
    this.isDone = status === 'done';
    this.position = position;
    return status !== 'elsewhere';
  }

  async end(told: Readonly<Record<string, unknown>>): Promise<DropReport> {
    const state = (await this.ask(this.isDone ? 'dropBegin' : 'dropEnd', told)) as {
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
