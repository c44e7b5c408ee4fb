/** Where in an argument a decoder is, for the text of a fault: `data[2].value`. */
import { fail } from '../../contract/errorCatalogue';

export class ArgumentPath {
  #steps: (string | number)[] = [];

  /** Begins at an argument. */
  begin(name: string): void {
    this.#steps = [name];
  }

  /** Into a field, or an item by its index. */
  enter(step: string | number): void {
    this.#steps.push(step);
  }

  leave(): void {
    this.#steps.pop();
  }

  /** @throws {ApiError} `argument.invalid`, naming the place */
  invalid(reason: string): never {
    const name = this.#steps.reduce<string>(
      (path, step) =>
        typeof step === 'number' ? `${path}[${step}]` : path === '' ? step : `${path}.${step}`,
      '',
    );
    return fail('argument.invalid', { name, reason });
  }
}
