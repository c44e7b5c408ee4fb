/** Finds operations by words, those that fit best first. The page and the reference search alike. */

export interface Searched {
  readonly name: string;
  readonly group: string;
  readonly doc: string;
  readonly parameters: readonly { readonly name: string }[];
}

/** `userSearchByTag` is user, search, by, tag. */
const wordsOf = (text: string): string[] =>
  text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** What one word is worth against a text's words: the word itself, the beginning of one, a part of one. */
const fit = (word: string, words: readonly string[]): number => {
  if (words.includes(word)) return 3;
  if (words.some((each) => each.startsWith(word))) return 2;
  return word.length > 2 && words.some((each) => each.includes(word)) ? 1 : 0;
};

/** How well an operation fits one word; 0 if the word is nowhere. */
function score({ name, group, doc, parameters }: Searched, title: string, word: string): number {
  const names = wordsOf(name);
  // A name that says little else fits better than a long one.
  const inName = fit(word, names) * 20 - (fit(word, names) ? names.length : 0);
  const isName = name.toLowerCase() === word ? 200 : name.toLowerCase().startsWith(word) ? 30 : 0;
  const inGroup = fit(word, wordsOf(`${group} ${title}`)) * 5;
  const [sentence = ''] = doc.split('.');
  const inDoc = fit(word, wordsOf(sentence)) * 4 + fit(word, wordsOf(doc));
  const inParameters = fit(
    word,
    parameters.flatMap((parameter) => wordsOf(parameter.name)),
  );
  return isName + inName + inGroup + inDoc + inParameters;
}

/**
 * The operations that every word of a query fits, the best first.
 * @param titleOf what people call a group
 */
export function rankOperations<T extends Searched>(
  operations: readonly T[],
  query: string,
  titleOf: (group: string) => string,
): T[] {
  const words = wordsOf(query.slice(0, 200)).slice(0, 8);
  if (words.length === 0) return [...operations];
  return (
    operations
      .map((operation) => {
        const scores = words.map((word) => score(operation, titleOf(operation.group), word));
        const total = scores.includes(0) ? 0 : scores.reduce((sum, each) => sum + each, 0);
        return { operation, total };
      })
      .filter(({ total }) => total > 0)
      // Of equals, the one that is defined first.
      .sort((a, b) => b.total - a.total)
      .map(({ operation }) => operation)
  );
}
