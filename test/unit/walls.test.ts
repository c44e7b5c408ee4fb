/** The walls of the house that a linter cannot see: no circles between rooms of core, and no exception without a use. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { identitySchemes } from '../../src/core/identity/schemes';
import walls from '../../walls.json';

const SOURCE = join(__dirname, '../../src');

/** Every import of our own code, type imports too, by paths under src/ without `.ts`. */
const imports = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) =>
    [...readFileSync(join(SOURCE, file), 'utf8').matchAll(/^(?:import|export)\b[^;]*?'(\.[^']*)';/gm)].map(
      ([, specifier]) => ({ file, target: relative(SOURCE, join(SOURCE, dirname(file), specifier!)) }),
    ),
  );

/** The template language is a room of its own: articles are written in it, and templates hold articles. */
const roomOfCore = (path: string): string | undefined =>
  /^core\/templates\/language\//.test(path) ? 'templates/language' : /^core\/(\w+)\//.exec(path)?.[1];

test('no room of core depends on one that depends on it', () => {
  const uses = new Map<string, Set<string>>();
  for (const { file, target } of imports) {
    const [from, to] = [roomOfCore(file), roomOfCore(target)];
    if (from && to && from !== to) uses.set(from, (uses.get(from) ?? new Set()).add(to));
  }
  // Rooms that use nothing are taken away, again and again; what is left stands in a circle or leads into one.
  for (let before = -1; before !== uses.size;) {
    before = uses.size;
    for (const [room, others] of uses) {
      for (const other of others) if (!uses.has(other)) others.delete(other);
      if (others.size === 0) uses.delete(room);
    }
  }
  expect(Object.fromEntries([...uses].map(([room, others]) => [room, [...others]]))).toEqual({});
});

test.each(walls.notYet)('$from still needs what it is allowed', ({ from, to }) => {
  const used = imports
    .filter(({ file }) => file.startsWith(from.replace('*.ts', '')))
    .map(({ target }) => `${target}/`);
  const unused = [to].flat().filter((one) => !used.some((target) => target.startsWith(`${one}/`)));
  expect(unused).toEqual([]);
});

const SCHEME_NAMES = identitySchemes.map(({ name }) => name);

test('only the room of identity knows the schemes by name, the others ask what follows from them', () => {
  const asksForName = new RegExp(
    [
      'usesCustomerKey',
      // The scheme of keys is called as its column is.
      `'(?:${SCHEME_NAMES.filter((name) => !['customer_key', 'email'].includes(name)).join('|')})'`,
      String.raw`\bidentity(?:Scheme)?\.name\s*[!=]==`,
      String.raw`\bidentityScheme\('`,
    ].join('|'),
  );
  const found = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((file) => /^(?:core|operations|transfer|delivery|contract)\/.*\.ts$/.test(file))
    .filter((file) => !file.startsWith('core/identity/'))
    // The vendor's types of projects have names of their own, one of which is the same.
    .filter((file) => file !== 'operations/iterable/projectType.ts')
    .filter((file) => asksForName.test(readFileSync(join(SOURCE, file), 'utf8')));
  expect(found).toEqual([]);
});
