/** Examples of the contract table: for which forms they are, and whether an answer is theirs. */
import type { Form } from '../../src/contract/defineOperation';
import { maskTimes } from '../compat/scenario/contactText';
import type { Answer } from '../support/doors';
import type { CaseWorld } from './caseWorld';
import type { Example, Expected } from './contract';

export const fits = ({ takes, lacks }: Example, { parameters }: Form): boolean =>
  (takes === undefined || parameters.includes(takes)) && (lacks === undefined || !parameters.includes(lacks));

export async function expectAnswer(answer: Answer, expected: Expected, world: CaseWorld): Promise<void> {
  if (!('value' in answer)) throw new Error(`a fault: ${answer.fault}: ${answer.says}`);
  const value = typeof answer.value === 'string' ? maskTimes(answer.value) : answer.value;
  if ('matches' in expected) expect(value).toMatch(expected.matches);
  else if ('line' in expected) expect(String(value).split('\n')).toContain(await world.fill(expected.line));
  else expect(value).toEqual(await world.fill(expected.is));
}
