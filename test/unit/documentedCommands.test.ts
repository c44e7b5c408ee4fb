/** Every command that the documents show is one, with the options that they show. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '../../src/cli/commands';
import { findCommand, readCommandLine } from '../../src/cli/readCommandLine';

const ROOT = join(__dirname, '../..');
const DOCUMENTS = [
  'README.md',
  ...['docs', 'docs/decisions'].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
];

/** Command lines in code: one in backquotes, or a line of a block, with what a backslash continues. */
const shown = DOCUMENTS.flatMap((document) => {
  const text = readFileSync(join(ROOT, document), 'utf8').replace(/\\\n\s*/g, ' ');
  return [...text.matchAll(/\bnpx soapstone ([^`\n]*)/g)].map(
    ([, line]) => [document, line!.trim()] as const,
  );
});

/** The words of a command line, up to a comment, a pipe, a redirection, the end of a bracket or of a substitution. */
function wordsOf(line: string): string[] {
  const words = [...line.matchAll(/"([^"]*)"|'([^']*)'|\S+/g)].map(([word, a, b]) => a ?? b ?? word);
  const end = words.findIndex((word) => /^(?:#|\||>|;|\d>)/.test(word));
  return words.slice(0, end === -1 ? undefined : end).map((word) => word.replace(/[;)]$/, ''));
}

test('there are some', () => {
  expect(shown.length).toBeGreaterThan(30);
});

test.each(shown)('%s: npx soapstone %s', async (_, line) => {
  const words = wordsOf(line);
  const command = await findCommand(commands, words)?.load();
  expect(command?.name).toBeDefined();
  // A sentence names a command without its arguments; if there are options they have to be right.
  for (const word of words.filter((each) => /^--\w/.test(each)))
    expect(['--help', '--json', ...Object.keys(command!.options).map((name) => `--${name}`)]).toContain(
      word.split('=')[0],
    );
  if (words.length > command!.name.split(' ').length + command!.args.length)
    expect((await readCommandLine(commands, words)).kind).toBeDefined();
});
