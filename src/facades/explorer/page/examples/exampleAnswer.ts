/** An answer of the right shape, for examples: commands answer 0, switches true, text what the reference says of it. */
import type { FormDescription, OperationDescription, ValueType } from '../../apiDescription';
import type { ArgumentValue } from '../argumentValue';
import { exampleValue } from './exampleValues';

const TEXTS: Readonly<Record<string, string>> = {
  beginSession: 'S4fQ0yW8kPz2mVb7RtXc9LnJ1hGd5sAe',
  getVersion: '0.1.0',
};

export function exampleAnswer(operation: OperationDescription, form: FormDescription): ArgumentValue {
  const { result } = form;
  if (result.kind === 'string') return TEXTS[operation.name] ?? '...';
  return isCode(result) ? 0 : exampleValue(result);
}

const isCode = (type: ValueType): boolean => type.kind === 'int' && type.code === true;
