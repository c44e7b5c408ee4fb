/** Decides conditions. A field that does not exist is empty, and so is one that holds blanks only. */
import type { Scope } from './values';
import type { Condition, Operator } from './template';

export function evaluateCondition(condition: Condition, scope: Scope): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.tests.every((test) => evaluateCondition(test, scope));
    case 'or':
      return condition.tests.some((test) => evaluateCondition(test, scope));
    case 'not':
      return !evaluateCondition(condition.test, scope);
    case 'exists':
      return !blank(scope.find(condition.name)?.text ?? '');
    case 'compare':
      return compares(scope.find(condition.name)?.text ?? '', condition.operator, condition.text);
  }
}

const blank = (text: string): boolean => text.trim() === '';

function compares(value: string, operator: Operator, literal: string): boolean {
  switch (operator) {
    case '=':
      return value === literal || (blank(value) && blank(literal));
    case '!=':
    case '<>':
      return !compares(value, '=', literal);
    case 'beginswith':
      return value.startsWith(literal);
    case 'endswith':
      return value.endsWith(literal);
    case 'contains':
      return value.includes(literal);
    default: {
      const order = compareOrder(value, literal);
      if (operator === '<') return order < 0;
      if (operator === '>') return order > 0;
      return operator === '<=' ? order <= 0 : order >= 0;
    }
  }
}

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/;

/** As numbers where both look like numbers, else as text. */
function compareOrder(a: string, b: string): number {
  const [left, right] = [a.trim(), b.trim()];
  if (NUMBER.test(left) && NUMBER.test(right)) return Number(left) - Number(right);
  return left < right ? -1 : left > right ? 1 : 0;
}
