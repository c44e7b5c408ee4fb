/** How the A/B commands name a definition. */
import { UsageError, type Argument } from './command';

export const abtestArguments: readonly Argument[] = [
  { name: 'REALM', doc: 'The realm.' },
  { name: 'ID', doc: 'Number of the definition, see "abtest list".' },
];

/** @throws {UsageError} */
export function wholeNumber(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`${name} is a number.`);
}
