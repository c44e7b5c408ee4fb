/** What an A/B definition says, and what it may say. */
import { fail } from '../../contract/errorCatalogue';
import { parseMailbox } from '../identity/mailbox';
import { isLonger } from '../../text/isLonger';

export const MEASURES = ['opens', 'clicks', 'click_to_open'] as const;
export type Measure = (typeof MEASURES)[number];
export const SAMPLE_TYPES = ['percent', 'count'] as const;
export type SampleType = (typeof SAMPLE_TYPES)[number];
/** `send`: the winner by the measure goes to the rest. `wait`: somebody chooses (abMailWinner, `abtest winner`). */
export const AFTER_TEST = ['send', 'wait'] as const;
export type AfterTest = (typeof AFTER_TEST)[number];

export interface AbSample {
  readonly letter: string;
  readonly templateId: number;
  /** In place of the template's; empty for that one. */
  readonly subject: string;
  /** In place of the list's: an address, or `"Name" <address>`; empty for that one. */
  readonly fromAddress: string;
}

export interface NewAbDefinition {
  readonly name: string;
  readonly description: string;
  readonly listId: number;
  /** Used where the launch names none; 0 for none. */
  readonly segmentationId: number;
  /** Name of one, used where the launch names none; empty for none. */
  readonly suppressionList: string;
  readonly sampleType: SampleType;
  /** Of each sample: percent of the recipients, or contacts. */
  readonly sampleSize: number;
  readonly measure: Measure;
  /** 0 for no time limit. */
  readonly maxMinutes: number;
  /** Readers who opened (clicked, where clicks are measured) in one sample; 0 for no such limit. */
  readonly threshold: number;
  readonly afterTest: AfterTest;
  readonly samples: readonly AbSample[];
}

export interface AbDefinition extends NewAbDefinition {
  readonly abDefinitionId: number;
}

export const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const MAX_NAME = 80;
const MAX_TEXT = 255;
const MAX_SUBJECT = 2000;
/** A year. */
const MAX_MINUTES = 527_040;
const MAX_NUMBER = 1_000_000_000;

/**
 * @returns the definition, its texts trimmed
 * @throws {ApiError} `argument.invalid`
 */
export function checkAbDefinition(given: NewAbDefinition): NewAbDefinition {
  const definition = {
    ...given,
    name: given.name.trim(),
    description: given.description.trim(),
    suppressionList: given.suppressionList.trim(),
  };
  const { name, samples, sampleType, sampleSize, maxMinutes, threshold, afterTest } = definition;
  text('name', name, MAX_NAME);
  if (name === '') invalid('name', 'a definition has a name');
  text('description', definition.description, MAX_TEXT);
  text('suppressionList', definition.suppressionList, 100);
  if (samples.length < 2 || samples.length > LETTERS.length)
    invalid('samples', `there are 2 to ${LETTERS.length} of them`);
  samples.forEach(checkSample);
  whole('sampleSize', sampleSize, 1, sampleType === 'percent' ? 100 : MAX_NUMBER);
  if (sampleType === 'percent' && sampleSize * samples.length > 100)
    invalid('sampleSize', `${samples.length} samples of ${sampleSize} percent are more than everybody`);
  whole('maxMinutes', maxMinutes, 0, MAX_MINUTES);
  whole('threshold', threshold, 0, MAX_NUMBER);
  if (afterTest === 'send' && maxMinutes === 0 && threshold === 0)
    invalid(
      'maxMinutes',
      'nothing would end the test; give a time limit or a threshold, or wait for a choice',
    );
  return definition;
}

function checkSample(sample: AbSample, index: number): void {
  if (sample.letter !== LETTERS[index]) invalid('samples', 'they are lettered from A on');
  text(`subject of ${sample.letter}`, sample.subject, MAX_SUBJECT);
  const name = `from address of ${sample.letter}`;
  text(name, sample.fromAddress, 320);
  if (sample.fromAddress !== '' && !parseMailbox(sample.fromAddress))
    invalid(name, 'it is not an e-mail address');
}

const invalid = (name: string, reason: string): never => fail('argument.invalid', { name, reason });

function text(name: string, value: string, size: number): void {
  if (isLonger(value, size)) invalid(name, `it is longer than ${size} characters`);
  if (/\p{Cc}/u.test(value)) invalid(name, 'it holds control characters');
}

function whole(name: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most)
    invalid(name, `it is a whole number from ${least} to ${most}`);
}
