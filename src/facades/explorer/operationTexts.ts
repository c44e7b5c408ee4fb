/** What the reference says of an operation in words, the same in the file and on the pages. */
import type { Form, IdentityRule, Operation } from '../../contract/defineOperation';
import { typeName, type StructType, type WireType } from '../../contract/wireTypes';

/** `int userDelete(session, email)`. */
export const signature = (operation: Operation, form: Form): string =>
  `${typeName(form.result)} ${operation.name}(${form.parameters.join(', ')})`;

/** @param show how the name of another operation is written */
export function realmRule(rule: IdentityRule, show: (name: string) => string): string {
  switch (rule.kind) {
    case 'any':
      return 'Realms: both kinds.';
    case 'byEmail':
      return `Realms: normal ones; in a Customer Key realm call ${show(rule.counterpart)}.`;
    case 'byKey':
      return `Realms: Customer Key ones; in a normal realm call ${show(rule.counterpart)}.`;
    case 'normalOnly':
      return `Realms: normal ones; refused in a Customer Key realm (${rule.advice}).`;
  }
}

/** Every structure that an operation takes or answers, in the order of their first use. */
export function structures(operations: readonly Operation[]): StructType<unknown>[] {
  const found = new Map<string, StructType<unknown>>();
  const visit = (type: WireType): void => {
    if (type.kind === 'array') visit(type.item);
    if (type.kind !== 'struct' || found.has(type.name)) return;
    found.set(type.name, type);
    Object.values(type.fields).forEach(visit);
  };
  for (const { parameters, forms } of operations) {
    Object.values(parameters).forEach((parameter) => visit(parameter.type));
    forms.forEach((form) => visit(form.result));
  }
  return [...found.values()];
}
