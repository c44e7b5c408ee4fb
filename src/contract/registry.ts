/** The list of operations by name. Refuses, at start, any definition that contradicts itself or another. */
import type { Operation } from './defineOperation';

export class Registry {
  readonly #byName = new Map<string, Operation>();

  constructor(operations: readonly Operation[]) {
    const documentNames = new Set<string>();
    for (const operation of operations) {
      if (this.#byName.has(operation.name)) throw new Error(`operation ${operation.name} is defined twice`);
      const problem = contradiction(operation);
      if (problem) throw new Error(`operation ${operation.name}: ${problem}`);
      for (const form of operation.forms.filter((f) => f.published)) {
        if (documentNames.has(form.documentName))
          throw new Error(`document name ${form.documentName} is used twice`);
        documentNames.add(form.documentName);
      }
      this.#byName.set(operation.name, operation);
    }
    for (const operation of operations) {
      const { identity } = operation;
      if ('counterpart' in identity && !this.#byName.has(identity.counterpart)) {
        throw new Error(
          `operation ${operation.name}: its counterpart ${identity.counterpart} does not exist`,
        );
      }
    }
  }

  get(name: string): Operation | undefined {
    return this.#byName.get(name);
  }

  /** All operations, in the order of their definition. */
  all(): Operation[] {
    return [...this.#byName.values()];
  }
}

/** What is wrong with a definition taken alone, or null. */
function contradiction(operation: Operation): string | null {
  const names = Object.keys(operation.parameters);
  if (operation.forms.length === 0) return 'it has no form';
  if (!operation.forms.some((form) => form.published)) return 'none of its forms is published';
  for (const form of operation.forms) {
    const label = `form (${form.parameters.join(' ')})`;
    for (const name of form.parameters) {
      if (!names.includes(name)) return `${label} names ${name}, which is not a parameter`;
    }
    if (new Set(form.parameters).size !== form.parameters.length) return `${label} names a parameter twice`;
    for (const name of names) {
      if (!operation.parameters[name]!.optional && !form.parameters.includes(name)) {
        return `${label} lacks ${name}, which is not optional`;
      }
    }
  }
  const counts = operation.forms.map((form) => form.parameters.length);
  if (new Set(counts).size !== counts.length) return 'two of its forms take the same number of arguments';
  if ((operation.admits === 'anyone') !== (operation.access === 'public'))
    return 'an operation that reaches a realm, and no other, asks who is calling';
  if (operation.scope !== 'data' && operation.admits !== 'people')
    return 'only people reach what the control database keeps';
  if (operation.subject !== undefined && !names.includes(operation.subject))
    return `its subject ${operation.subject} is not a parameter`;
  for (const [what, text] of [
    ['doc', operation.doc],
    ['result doc', operation.resultDoc],
    ['provenance', operation.provenance.basis],
    ...names.map((name) => [`doc of ${name}`, operation.parameters[name]!.doc] as const),
  ] as const) {
    if (!text.trim()) return `its ${what} is empty`;
  }
  return null;
}
