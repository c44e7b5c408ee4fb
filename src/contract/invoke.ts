/**
 * The one way that every call takes, whatever door it came in by:
 * credential -> principal -> rights of a person, or rights and rate of a key -> identity rule -> decode -> prepare ->
 * transaction -> handler -> check result -> line of the audit log -> encode -> line of the log.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { retryDelay, TRANSACTION_RETRIES } from '../concurrency/retryDelay';
import { checkTextSize } from './checkTextSize';
import { checkValue } from './checkValue';
import { PROOFS, type Credential } from './credential';
import type { Form, Operation, Scope } from './defineOperation';
import { ApiError, fail, type ErrorCode } from './errorCatalogue';
import { formRefusal, type IdentityAbilities } from './identityRefusal';
import { FULL, type KeyLimits, type RateState } from './keyDoors';
import { hasRights, type Change, type ChangeOutcome, type Person } from './people';
import { textProblem } from '../text/plainText';
import type { AnyValue, WireType } from './wireTypes';

/** A door's view of the arguments of one call, already matched to a form. */
export interface ArgumentSource {
  /**
   * Decodes one argument.
   * @param timeZone the realm's, for dates without a zone; UTC if no realm is known
   * @returns the value, null for nil, undefined if the argument is missing
   * @throws {ApiError} `argument.invalid`
   */
  read(name: string, type: WireType, timeZone?: string): unknown;
}

/** What a door knows of a call before the pipeline runs. `E` is the door's encoded answer. */
export interface Call<E> {
  readonly door: string;
  /** Operation name as the caller wrote it, for the audit line. */
  readonly operationName: string;
  /** Network address of the caller. */
  readonly address: string;
  readonly bytesIn: number;
  /** `process.hrtime.bigint()`-free start mark: `performance.now()` when the request was complete. */
  readonly startedAt: number;
  /** Most bytes of one text of the answer; no limit where it is missing. */
  readonly maxAnswerText?: number | undefined;
  /** Whether nobody waits for the answer any more; missing if the door cannot tell. */
  isAbandoned?(): boolean;
  /** Takes what long work says while it goes on; missing if nobody listens. */
  onProgress?(progress: unknown): Promise<void> | void;
  /** Told where the key of the call stands in its limit, for doors that say so in every answer. */
  noteRate?(state: RateState): void;
  encodeResult(value: unknown): E;
  encodeError(error: ApiError): E;
  /** Size of an encoded answer, for the audit line. */
  sizeOf(answer: E): number;
}

/** Who is calling, as far as the pipeline needs to know. */
export interface Principal {
  readonly realm: {
    readonly realmId: number;
    readonly name: string;
    readonly identity: IdentityAbilities;
    readonly timeZone: string;
  };
  readonly clientName: string;
  /** What the key of the caller may do; who came without a key may do everything. */
  readonly key?: KeyLimits;
  /** Where a person calls, not a program. What people change is kept in the audit log. */
  readonly person?: Person;
}

/** What the pipeline needs of the rest of the house. */
export interface Environment<P extends Principal, PublicContext, RealmContext, ControlContext = unknown> {
  publicContext(call: Call<unknown>): PublicContext;
  /**
   * Whose credential this is.
   * @param address network address of the caller
   * @throws {ApiError} `session.invalid`, `token.invalid`, `credential.invalid`, `login.refused`
   */
  authenticate(credential: Credential, address: string): Promise<P> | P;
  /** Counts a call of a key; null if it has no limit. */
  countCall(key: KeyLimits, operation: Operation): Promise<RateState | null>;
  /** Runs `work` against the principal's realm: in one transaction where `write`, rolled back if it throws. One attempt. */
  inRealm<T>(
    principal: P,
    credential: Credential,
    write: boolean,
    work: (context: RealmContext) => Promise<T>,
    call: Call<unknown>,
  ): Promise<T>;
  /** What calls of people take besides; left out where only programs call. */
  readonly people?: PeopleEnvironment<P, RealmContext, ControlContext>;
  /**
   * True for a database error after which nothing was changed and another attempt can succeed.
   * @param attempt from 1
   */
  isTransient(error: unknown, attempt: number): boolean;
  /** What the caller is told of an error of the database that is no defect of ours; null for any other error. */
  faultOf(error: unknown): ApiError | null;
  /** One line per call. */
  audit(line: AuditLine): void;
  /** A defect, with everything that helps to find it. Never shown to the caller. */
  reportDefect(reference: string, operation: string, error: unknown): void;
}

export interface PeopleEnvironment<P extends Principal, RealmContext, ControlContext> {
  /** Who is calling where it is about no realm. @throws {ApiError} `session.invalid` */
  personOf(credential: Credential): Promise<Person> | Person;
  /** What an operation outside the transactions of a realm is given; `principal` is null if it is about no realm. */
  controlContext(principal: P | null, person: Person, call: Call<unknown>): ControlContext;
  /** Keeps a line in the transaction of the change, so that both are kept or neither. */
  keepWithin(context: RealmContext, change: Change): Promise<void>;
  /**
   * Keeps a line by itself.
   * @returns gives the line another outcome
   */
  keep(principal: P | null, scope: Scope, change: Change): Promise<(outcome: ChangeOutcome) => Promise<void>>;
}

export interface AuditLine {
  readonly operation: string;
  readonly door: string;
  /** How many arguments the called form takes, which tells the forms of an operation apart; null if none was found. */
  readonly arguments: number | null;
  readonly realm: string | null;
  readonly client: string | null;
  /** `ok`, `refused` (a command answered 1) or `fault`. */
  readonly outcome: 'ok' | 'refused' | 'fault';
  readonly code: ErrorCode | null;
  readonly milliseconds: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

const ATTEMPTS = 5;
/** A call that took longer than this is not tried again: waits for locks are long by themselves. */
const RETRY_WITHIN_MS = 10_000;

export class Pipeline<P extends Principal, PublicContext, RealmContext, ControlContext = unknown> {
  readonly #environment: Environment<P, PublicContext, RealmContext, ControlContext>;

  constructor(environment: Environment<P, PublicContext, RealmContext, ControlContext>) {
    this.#environment = environment;
  }

  /** Runs one call to its encoded answer. Never throws. */
  async invoke<E>(
    operation: Operation,
    form: Form,
    credential: Credential,
    args: ArgumentSource,
    call: Call<E>,
  ): Promise<E> {
    let principal: P | null = null;
    let change: Change | null = null;
    const answerOf = (value: unknown): E => {
      const problem = checkValue(form.result, value, operation.name);
      if (problem) throw new Error(`the answer does not fit its declared type: ${problem}`);
      if (call.maxAnswerText !== undefined) checkTextSize(operation, form.result, value, call.maxAnswerText);
      return call.encodeResult(value);
    };
    try {
      let answer: E;
      let refusal: ErrorCode | null = null;
      if (operation.access === 'public') {
        const input = decode(operation, form, args, undefined);
        answer = answerOf(
          await operation.handler(input, this.#environment.publicContext(call) as never, undefined as never),
        );
      } else if (operation.scope !== 'data') {
        requireProof(operation, credential);
        if (operation.scope === 'realm')
          principal = await this.#environment.authenticate(credential, call.address);
        const person = principal ? principal.person : await this.#people.personOf(credential);
        if (!person) throw new ApiError('session.invalid');
        change = changeBy(person, operation, call);
        admitPerson(person, operation);
        const input = decode(operation, form, args, principal?.realm.timeZone);
        change = named(change, operation, input);
        const begun = change;
        // It keeps its line itself from here on.
        change = null;
        answer = await this.#overControl(principal, person, operation, input, begun, call, answerOf);
      } else {
        requireProof(operation, credential);
        principal = await this.#environment.authenticate(credential, call.address);
        if (principal.key) await this.#admitKey(principal.key, operation, call);
        if (principal.person) {
          change = changeBy(principal.person, operation, call);
          admitPerson(principal.person, operation);
        }
        const identityFault = formRefusal(operation, form, principal.realm.identity);
        if (identityFault) throw identityFault;
        const input = decode(operation, form, args, principal.realm.timeZone);
        change = named(change, operation, input);
        try {
          answer = await this.#inRealm(principal, credential, operation, input, change, call, answerOf);
        } catch (error) {
          if (!(error instanceof ApiError && error.entry.answersOne && isCode(form))) throw error;
          if (change) await this.#keepRefused(principal, operation, change, error);
          answer = answerOf(1);
          refusal = error.code;
        }
      }
      this.#audit(
        call,
        operation.name,
        form,
        principal,
        refusal ? 'refused' : 'ok',
        refusal,
        call.sizeOf(answer),
      );
      return answer;
    } catch (error) {
      if (change) await this.#keepRefused(principal, operation, change, error);
      return this.#fault(call, operation.name, form, principal, error);
    }
  }

  /**
   * Work outside the transactions of a realm, once. Its line is kept before it begins, so that nothing that was changed
   * has none, whatever becomes of this process.
   */
  async #overControl<E>(
    principal: P | null,
    person: Person,
    operation: Operation,
    input: Readonly<Record<string, unknown>>,
    change: Change | null,
    call: Call<E>,
    answerOf: (value: unknown) => E,
  ): Promise<E> {
    const context = this.#people.controlContext(principal, person, call);
    const end = change && (await this.#people.keep(principal, operation.scope, change));
    try {
      const answer = answerOf(await operation.handler(input, context as never, undefined as never));
      await end?.('done');
      return answer;
    } catch (error) {
      await end?.(this.#outcomeOf(error)).catch((failure: unknown) =>
        this.#environment.reportDefect('audit log', operation.name, failure),
      );
      throw error;
    }
  }

  /** A change that was refused changed nothing, and stands in the audit log all the same. */
  async #keepRefused(
    principal: P | null,
    { name, scope }: Operation,
    change: Change,
    error: unknown,
  ): Promise<void> {
    try {
      await this.#people.keep(principal, scope, { ...change, outcome: this.#outcomeOf(error) });
    } catch (failure) {
      this.#environment.reportDefect('audit log', name, failure);
    }
  }

  get #people(): PeopleEnvironment<P, RealmContext, ControlContext> {
    return this.#environment.people ?? fail('session.invalid');
  }

  #outcomeOf(error: unknown): ChangeOutcome {
    return (error instanceof ApiError ? error : this.#environment.faultOf(error))?.code ?? 'server.error';
  }

  /** @throws {ApiError} `key.tooFast`, `key.forbidden` */
  async #admitKey(key: KeyLimits, operation: Operation, call: Call<unknown>): Promise<void> {
    const rate = await this.#environment.countCall(key, operation);
    if (rate) {
      call.noteRate?.(rate);
      if (!rate.isAllowed)
        throw new ApiError('key.tooFast', {
          seconds: Math.max(1, Math.ceil((rate.resetAt - Date.now()) / 1000)),
        });
    }
    if (!key.rights.has(FULL) && !operation.needs?.some((right) => key.rights.has(right)))
      throw new ApiError('key.forbidden', { operation: operation.name });
  }

  /** Answers a call that never reached an operation (unreadable, unknown) with an error, and audits it. */
  refuse<E>(call: Call<E>, error: unknown): E {
    return this.#fault(call, call.operationName, null, null, error);
  }

  /**
   * The transaction of a call, retried while the database asks for it (`withRetry` retries those outside calls). What it
   * answers is made before it commits, so that a call which fails has changed nothing.
   */
  async #inRealm<E>(
    principal: P,
    credential: Credential,
    operation: Operation,
    input: Readonly<Record<string, unknown>>,
    change: Change | null,
    call: Call<E>,
    answerOf: (value: unknown) => E,
  ): Promise<E> {
    const { prepare } = operation;
    const prepared =
      prepare &&
      (await this.#environment.inRealm(
        principal,
        credential,
        false,
        (context) => prepare(input, context as never),
        call,
      ));
    const startedAt = performance.now();
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#environment.inRealm(
          principal,
          credential,
          operation.access === 'write',
          async (context) => {
            const value = await operation.handler(input, context as never, prepared as never);
            const answer = answerOf(value);
            if (change)
              await this.#people.keepWithin(context, {
                ...change,
                ...answeredSubject(operation, value),
                outcome: 'done',
              });
            return answer;
          },
          call,
        );
      } catch (error) {
        if (!this.#environment.isTransient(error, attempt)) throw error;
        if (attempt === ATTEMPTS || performance.now() - startedAt > RETRY_WITHIN_MS)
          throw new ApiError('server.busy');
        await sleep(retryDelay(attempt, TRANSACTION_RETRIES));
      }
    }
  }

  #fault<E>(call: Call<E>, operation: string, form: Form | null, principal: P | null, error: unknown): E {
    let known = error instanceof ApiError ? error : this.#environment.faultOf(error);
    if (known === null) {
      const reference = randomBytes(4).toString('hex');
      this.#environment.reportDefect(reference, operation, error);
      known = new ApiError('server.error', { reference });
    } else if (known !== error) this.#environment.reportDefect('database', operation, error);
    const answer = call.encodeError(known);
    this.#audit(call, operation, form, principal, 'fault', known.code, call.sizeOf(answer));
    return answer;
  }

  #audit<E>(
    call: Call<E>,
    operation: string,
    form: Form | null,
    principal: P | null,
    outcome: AuditLine['outcome'],
    code: ErrorCode | null,
    bytesOut: number,
  ): void {
    this.#environment.audit({
      operation,
      door: call.door,
      arguments: form?.parameters.length ?? null,
      realm: principal?.realm.name ?? null,
      client: principal?.clientName ?? null,
      outcome,
      code,
      milliseconds: Math.round((performance.now() - call.startedAt) * 100) / 100,
      bytesIn: call.bytesIn,
      bytesOut,
    });
  }
}

function requireProof({ admits }: Operation, { kind }: Credential): void {
  const { kinds, missing } = PROOFS[admits];
  if (!(kinds as readonly string[]).includes(kind)) throw new ApiError(missing);
}

/** @throws {ApiError} `rights.missing` */
function admitPerson({ role }: Person, { rights }: Operation): void {
  if (!hasRights(role, rights)) throw new ApiError('rights.missing', { least: rights, role });
}

/** The line that a call by a person leaves; null if it changes nothing. */
const changeBy = ({ actor }: Person, operation: Operation, { door }: Call<unknown>): Change | null =>
  operation.access === 'write' || operation.isAudited
    ? { actor, door, operation: operation.name, subject: null, outcome: 'begun' }
    : null;

function named(
  change: Change | null,
  { subject }: Operation,
  input: Readonly<Record<string, unknown>>,
): Change | null {
  const name = subject === undefined ? null : input[subject];
  return change && (typeof name === 'string' || typeof name === 'number')
    ? { ...change, subject: String(name).slice(0, SUBJECT_LENGTH) }
    : change;
}

function answeredSubject(
  { answeredSubject: field }: Operation,
  value: unknown,
): Pick<Change, 'subject'> | null {
  if (field === undefined) return null;
  return { subject: String((value as Readonly<Record<string, unknown>>)[field]) };
}

const SUBJECT_LENGTH = 255;

const isCode = ({ result }: Form): boolean => result.kind === 'int' && result.code === true;

function decode(
  operation: Operation,
  form: Form,
  args: ArgumentSource,
  timeZone: string | undefined,
): Readonly<Record<string, unknown>> {
  const input: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(operation.parameters)) {
    const value = form.parameters.includes(name) ? (args.read(name, parameter.type, timeZone) ?? null) : null;
    if (value === null && !parameter.optional) throw new ApiError('argument.missing', { name });
    requirePlainText(name, parameter.type, value);
    input[name] = value;
  }
  return input;
}

/** @throws {ApiError} `argument.invalid` if a text, however deep inside, holds a character that no text may hold */
function requirePlainText(path: string, type: WireType, value: unknown): void {
  // A file is kept byte for byte.
  if (value === null || value === undefined || (type.kind === 'string' && type.bytes)) return;
  const text = type.kind === 'any' ? (value as AnyValue).text : value;
  if (typeof text === 'string') {
    const reason = textProblem(text);
    if (reason) throw new ApiError('argument.invalid', { name: path, reason });
  } else if (type.kind === 'array' && Array.isArray(value)) {
    value.forEach((item, index) => requirePlainText(`${path}[${index}]`, type.item, item));
  } else if (type.kind === 'struct') {
    for (const [name, field] of Object.entries(type.fields))
      requirePlainText(`${path}.${name}`, field, (value as Record<string, unknown>)[name]);
  }
}
