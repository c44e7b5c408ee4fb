/** What a document refers to is there: links between documents, and the decisions that the sources name. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '../..');
const below = (folder: string, end: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(end))
    .map((name) => `${folder}/${name}`);
const DOCUMENTS = ['README.md', ...below('docs', '.md')];
const text = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

test('links lead to files', () => {
  const dead = DOCUMENTS.flatMap((file) =>
    [...text(file).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map(([, target]) => target!)
      .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(ROOT, dirname(file), target)))
      .map((target) => `${file}: ${target}`),
  );
  expect(dead).toEqual([]);
});

test('every decision has a number of its own, and those that are named are there', () => {
  const decisions = below('docs/decisions', '.md').map((file) => file.replace('docs/decisions/', ''));
  const numbers = decisions.map((name) => name.slice(0, 4));
  expect(numbers.filter((number, i) => numbers.indexOf(number) !== i)).toEqual([]);
  const named = [...below('src', '.ts'), ...DOCUMENTS].flatMap((file) =>
    [...text(file).matchAll(/\b(00\d\d-[a-z-]+\.md)/g)].map(([, name]) => `${file}: ${name!}`),
  );
  expect(named.filter((each) => !decisions.includes(each.split(': ')[1]!))).toEqual([]);
});
