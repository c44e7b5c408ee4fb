/** The arguments of a call whose form is known, for the pipeline to read one by one. */
import type { ArgumentSource } from '../../contract/invoke';
import type { WireType } from '../../contract/wireTypes';
import type { ResolvedForm } from './formByPosition';

/** Reads one argument by its declared type. */
interface Decoder<Argument> {
  read(name: string, type: WireType, argument: Argument, timeZone?: string): unknown;
}

export class ResolvedArguments<Argument> implements ArgumentSource {
  readonly #resolved: ResolvedForm<Argument>;
  readonly #decoder: Decoder<Argument>;

  constructor(resolved: ResolvedForm<Argument>, decoder: Decoder<Argument>) {
    this.#resolved = resolved;
    this.#decoder = decoder;
  }

  read(name: string, type: WireType, timeZone?: string): unknown {
    const argument = this.#resolved.args[this.#resolved.form.parameters.indexOf(name)];
    return argument === undefined ? undefined : this.#decoder.read(name, type, argument, timeZone);
  }
}
