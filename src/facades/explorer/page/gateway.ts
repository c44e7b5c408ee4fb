/**
 * The page as a client of the gateway: the same SOAP requests as every other one, over the same address. The session
 * is held here, in memory, and nowhere else; the licence is not held at all.
 */
import type { ApiDescription, FormDescription, OperationDescription, RealmOutline } from '../apiDescription';
import { LICENCE, SESSION, type ArgumentValue, type Arguments } from './argumentValue';
import { PLACEHOLDERS } from './examples/exampleValues';
import { soapRequest } from './examples/soapXml';
import { parseAnswer, type Outcome } from './parseAnswer';

export interface Answer {
  readonly outcome: Outcome;
  readonly status: number;
  readonly milliseconds: number;
  /** As they went over the wire, but for the session and the licence. */
  readonly request: string;
  readonly response: string;
}

/** Why no realm could be opened: the gateway's own sentence. */
export class Refused extends Error {}

export class Gateway {
  readonly api: ApiDescription;
  /** Address with a slash at its end. */
  readonly base: string;
  #session: string | null = null;
  #realm: RealmOutline | null = null;

  constructor(api: ApiDescription, base: string) {
    this.api = api;
    this.base = base;
  }

  /** What the realm has; null before a licence was given. */
  get realm(): RealmOutline | null {
    return this.#realm;
  }

  /** The settings of a list, or null if they cannot be had. */
  async listSettings(listId: number): Promise<ArgumentValue> {
    try {
      return (await this.#value('listGetDataById', { listId })) as ArgumentValue;
    } catch {
      return null;
    }
  }

  /** Opens a session and asks what its realm is and has. @throws {Refused} @throws {TypeError} if nobody answers */
  async open(licence: string): Promise<void> {
    await this.forget();
    const session = await this.#value('beginSession', { [LICENCE]: licence });
    this.#session = String(session);
    try {
      this.#realm = await this.#outline();
    } catch (error) {
      this.#session = null;
      throw error;
    }
  }

  /** Closes the session, if there is one, and forgets it whatever the gateway says. */
  async forget(): Promise<void> {
    const session = this.#session;
    this.drop();
    const end = this.#operation('endSession');
    if (session !== null)
      await this.#send(end, end.forms[0]!, { [SESSION]: session }, true).catch(() => undefined);
  }

  /** Forgets a session that has ended already. */
  drop(): void {
    this.#session = null;
    this.#realm = null;
  }

  /** @throws {TypeError} if nobody answers */
  async call(operation: OperationDescription, form: FormDescription, values: Arguments): Promise<Answer> {
    const session = this.#session;
    const known = session === null ? values : { ...values, [SESSION]: session };
    const answer = await this.#send(operation, form, known);
    const { outcome } = answer;
    const hasEnded = outcome.kind === 'fault' && outcome.code === 'session.invalid';
    const isOver = hasEnded || (operation.name === 'endSession' && outcome.kind === 'value');
    // A slow answer may come when another licence was given meanwhile.
    if (isOver && session === this.#session) this.drop();
    return answer;
  }

  /** @throws {Refused} */
  async #outline(): Promise<RealmOutline> {
    const reply = await fetch(`${this.base}${this.api.paths.outline}`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/plain' },
      body: this.#session,
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
    });
    const answer = (await reply.json()) as RealmOutline & { readonly text?: string };
    if (!reply.ok) throw new Refused(answer.text ?? 'The answer could not be read.');
    return answer;
  }

  async #value(name: string, values: Arguments): Promise<unknown> {
    const operation = this.#operation(name);
    const { outcome } = await this.call(operation, operation.forms[0]!, values);
    if (outcome.kind === 'value') return outcome.value;
    throw new Refused(outcome.kind === 'fault' ? outcome.text : 'The answer could not be read.');
  }

  #operation(name: string): OperationDescription {
    const found = this.api.operations.find((operation) => operation.name === name);
    if (!found) throw new Error(`the gateway has no ${name}`);
    return found;
  }

  /** @param outlives whether the request is finished although the page goes */
  async #send(
    operation: OperationDescription,
    form: FormDescription,
    values: Arguments,
    outlives = false,
  ): Promise<Answer> {
    const started = performance.now();
    const reply = await fetch(this.base + this.api.paths.soap, {
      method: 'POST',
      headers: { 'Content-Type': 'text/xml; charset=utf-8', SOAPAction: '""' },
      body: soapRequest(this.api, operation, form, values),
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      keepalive: outlives,
    });
    const response = await reply.text();
    return {
      outcome: parseAnswer(response),
      status: reply.status,
      milliseconds: performance.now() - started,
      request: soapRequest(this.api, operation, form, { ...values, ...PLACEHOLDERS }),
      response,
    };
  }
}
