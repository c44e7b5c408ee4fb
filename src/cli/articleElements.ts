/** How the elements of an article are given on the command line, and how they are shown. */
import type { ValueOf } from '../contract/wireTypes';
import {
  ELEMENTS_OF_ARTICLES as ARTICLE_ELEMENTS,
  type ElementOfArticle as ArticleElement,
  type TagProblem,
} from '../operations/administration/articles/articleRows';
import { dateProblem, formatMoment, parseDate, writtenDate } from '../time/realmTime';
import { UsageError, type CommandInput, type Option } from './command';
import { textFile } from './textFiles';

const optionOf = (element: ArticleElement): string => element.replace('_', '-');

/** `--title TEXT`, `--title-file FILE` and so on. */
export const elementOptions: Readonly<Record<string, Option>> = Object.fromEntries(
  ARTICLE_ELEMENTS.flatMap((element) => {
    const name = optionOf(element);
    const words = name.replace('-', ' ');
    return [
      [name, { value: 'TEXT', doc: `The ${words}.` }],
      [`${name}-file`, { value: 'FILE', doc: `Take the ${words} out of a file.` }],
    ];
  }),
);

export const fromOption: Option = {
  value: 'DATE',
  doc: 'When it starts, in the time zone of the realm: 2026-12-24, or "2026-12-24 18:00". At once unless given.',
};

/**
 * @throws {UsageError} if an element is given twice
 * @throws {CommandError} if a file cannot be read
 */
export async function givenElements(input: CommandInput): Promise<Partial<Record<ArticleElement, string>>> {
  const given: Partial<Record<ArticleElement, string>> = {};
  for (const element of ARTICLE_ELEMENTS) {
    const name = optionOf(element);
    const text = input.option(name);
    const file = input.option(`${name}-file`);
    if (text !== undefined && file !== undefined)
      throw new UsageError(`Give --${name} or --${name}-file, not both.`);
    if (text !== undefined) given[element] = text;
    // Editors end the last line with a line break, which would stand in the middle of a sentence.
    else if (file !== undefined) {
      const content = (await textFile(file)).text;
      given[element] = element === 'body' ? content : content.replace(/\r?\n$/, '');
    }
  }
  return given;
}

/** A realm, whose clocks count. */
interface InZone {
  readonly timeZone: string;
}

/**
 * A moment given as an option.
 * @throws {UsageError}
 */
export function momentOption(input: CommandInput, name: string, { timeZone }: InZone): Date | null {
  const text = input.option(name);
  if (text === undefined) return null;
  return (
    parseDate(text, timeZone) ??
    fail(
      writtenDate(text, timeZone)
        ? `--${name} is not valid: ${dateProblem(text, timeZone)}.`
        : `--${name} takes a date such as 2026-12-24, or "2026-12-24 18:00".`,
    )
  );
}

const fail = (reason: string): never => {
  throw new UsageError(reason);
};

/** A moment by the clocks of the realm, as options take it. */
export const realmMoment = (date: Date, { timeZone }: InZone): string => formatMoment(date, timeZone);

/** Tags to look at: element, line, column and why. */
export const problemLines = (problems: readonly ValueOf<typeof TagProblem>[]): string[] =>
  problems.map(({ element, line, column, tag, reason }) => `${element}:${line}:${column} ${tag}: ${reason}`);
