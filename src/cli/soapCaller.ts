/** A SOAP client as an owner's own program would be one: npm `soap` over the document/literal WSDL of any gateway. */
import type { Client } from 'soap';
import { closest } from '../text/closest';
import { CommandError } from './command';

/** A value as a command line gives it: text, or what JSON can say. */
export type Given = string | number | boolean | null | readonly Given[] | { readonly [name: string]: Given };

/** Parameters of an operation by name, in the order of the WSDL; an object for an array or a struct. */
type Described = Readonly<Record<string, unknown>>;

/** What the package makes of each operation of a WSDL. */
type AsyncCall = (input: object) => Promise<[Record<string, unknown> | null]>;

const NIL = { attributes: { 'xsi:nil': 'true', 'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance' } };

export class SoapCaller {
  readonly #client: Client;
  readonly #operations: Readonly<Record<string, { readonly input: Described }>>;

  private constructor(client: Client) {
    this.#client = client;
    const services = Object.values(client.describe() as Record<string, Record<string, never>>);
    this.#operations = Object.values(services[0] ?? {})[0] ?? {};
  }

  /**
   * Reads the WSDL. Calls go to the host that it came from, at the path that it names: the host in it can be a public
   * one that this machine does not reach.
   * @throws {CommandError} if there is none
   */
  static async open(wsdl: URL): Promise<SoapCaller> {
    // Loaded only if it is used: other commands start without it.
    const soap = await import('soap');
    const client = await soap.createClientAsync(wsdl.href).catch((error: Error) => {
      throw new CommandError(`There is no WSDL at ${wsdl.href}: ${reasonOf(error)}.`);
    });
    const [port] = Object.values(client.wsdl.definitions.services)[0]?.ports
      ? Object.values(Object.values(client.wsdl.definitions.services)[0]!.ports)
      : [];
    client.setEndpoint(new URL(new URL(port?.location ?? wsdl.href, wsdl).pathname, wsdl).href);
    client.wsdl.options.preserveWhitespace = true;
    return new SoapCaller(client);
  }

  /** @throws {CommandError} if the WSDL has no such operation */
  parametersOf(operation: string): readonly string[] {
    return Object.keys(this.#described(operation));
  }

  #described(operation: string): Described {
    const found = Object.hasOwn(this.#operations, operation) ? this.#operations[operation] : undefined;
    if (found)
      return Object.fromEntries(Object.entries(found.input ?? {}).filter(([name]) => isParameter(name)));
    const near = closest(operation, Object.keys(this.#operations));
    throw new CommandError(`The WSDL has no operation ${operation}.${near ? ` Did you mean ${near}?` : ''}`);
  }

  /** @throws {CommandError} with the fault, or why there was no answer */
  async call(operation: string, values: Readonly<Record<string, Given>>): Promise<unknown> {
    const described = this.#described(operation);
    const unknown = Object.keys(values).find((name) => !Object.hasOwn(described, name));
    if (unknown !== undefined)
      throw new CommandError(
        `${operation} has no parameter ${unknown}; it takes ${Object.keys(described).join(', ') || 'none'}.`,
      );
    // The package writes elements in the order in which it is given them.
    const input = Object.fromEntries(
      Object.entries(described).flatMap(([name, type]) =>
        Object.hasOwn(values, name) ? [[name, onWire(values[name]!, type)]] : [],
      ),
    );
    try {
      const [answer] = await (this.#client[`${operation}Async`] as AsyncCall)(input);
      return fromWire(Object.values(answer ?? {})[0]);
    } catch (error) {
      throw new CommandError(`${operation}: ${reasonOf(error as Error)}`);
    }
  }
}

/** The description holds names of the schema beside the parameters. */
const isParameter = (name: string): boolean => name !== 'targetNSAlias' && name !== 'targetNamespace';

function onWire(value: Given, type: unknown): unknown {
  if (value === null) return NIL;
  if (Array.isArray(value)) return { item: value.map((item: Given) => onWire(item, null)) };
  if (typeof value !== 'object') return value;
  const fields = Object.entries(value as Record<string, Given>);
  const isArray =
    typeof type === 'object' && type !== null && Object.keys(type).some((name) => /^item/.test(name));
  // Pairs of names and values, which is what arrays of the API mostly hold.
  if (isArray) return { item: fields.map(([key, each]) => ({ key, value: onWire(each, null) })) };
  return Object.fromEntries(fields.map(([name, each]) => [name, onWire(each, null)]));
}

/** Without the attributes that the package keeps beside a value. */
function fromWire(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || value instanceof Date) return value ?? null;
  if ('$value' in value) return fromWire(value.$value);
  if ('item' in value) return [value.item].flat().map(fromWire);
  const fields = Object.entries(value).filter(([name]) => name !== 'attributes');
  return fields.length === 0
    ? ''
    : Object.fromEntries(fields.map(([name, field]) => [name, fromWire(field)]));
}

/** What the gateway said, or what kept it from saying anything. */
function reasonOf(error: Error & { code?: string; root?: unknown; response?: { status?: number } }): string {
  const fault = (error.root as { Envelope?: { Body?: { Fault?: { faultstring?: unknown } } } } | undefined)
    ?.Envelope?.Body?.Fault;
  if (fault) return String(fromWire(fault.faultstring));
  if (error.response?.status !== undefined) return `status ${error.response.status}`;
  return error.code ? `no answer (${error.code})` : error.message.split('\n')[0]!;
}
