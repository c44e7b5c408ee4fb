/** How the segmentation commands take a rule. */
import { UsageError, type Argument, type CommandInput, type Option } from './command';
import { textFile } from './textFiles';

export const segmentationArguments: readonly Argument[] = [
  { name: 'REALM', doc: 'The realm.' },
  { name: 'RULE', doc: 'Name of the rule, or its number.' },
];

export const ruleOptions: Readonly<Record<string, Option>> = {
  rule: { value: 'TEXT', doc: `The rule, such as: city = "Oslo" and not opened_date > today-30` },
  file: { value: 'FILE', doc: 'Take the rule out of a file.' },
  description: { value: 'TEXT', doc: 'A line about the rule.' },
  list: { value: 'ID', doc: 'List that it is written for; a note, without effect.' },
  folder: { value: 'PATH', doc: 'Folder to keep it in, such as /news; made where it is missing.' },
};

/**
 * The text of a rule.
 * @throws {UsageError} if it is given twice
 */
export async function ruleText(input: CommandInput): Promise<string | undefined> {
  const [text, file] = [input.option('rule'), input.option('file')];
  if (text !== undefined && file !== undefined) throw new UsageError('Give --rule or --file, not both.');
  return file === undefined ? text : (await textFile(file)).text;
}

/**
 * The number of a list.
 * @throws {UsageError}
 */
export function listNumber(text: string, what = '--list'): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new UsageError(`${what} takes the number of a list, see: list list`);
}
