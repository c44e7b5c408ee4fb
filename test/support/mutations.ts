/** Breaks real messages in ways that can be repeated. */

/** A number below the given one. */
export type Random = (below: number) => number;

/** A small generator with a fixed seed, so that a failure can be repeated. */
export function makeRandom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const SPLINTERS = [
  '<',
  '>',
  '&',
  '"',
  '</',
  '/>',
  '&#x',
  ';',
  ']]>',
  '<![CDATA[',
  '<!--',
  '<?',
  ' href="#id0"',
  ' id="id0"',
  '\0',
  '\xff',
  '[9]',
];

/** A message with one or two bytes or pieces of it changed, lost, doubled or added. */
export function mutate(body: Buffer, random: Random): Buffer {
  let mutant = Buffer.from(body);
  for (let times = 1 + random(2); times > 0; times--) {
    const at = random(mutant.length);
    const rest = mutant.subarray(at);
    switch (random(9)) {
      case 0:
      case 1:
        mutant[at] = random(256);
        break;
      case 2:
      case 3:
        mutant = Buffer.concat([mutant.subarray(0, at), rest.subarray(1 + random(30))]);
        break;
      case 4:
      case 5:
        mutant = Buffer.concat([
          mutant.subarray(0, at),
          Buffer.from(SPLINTERS[random(SPLINTERS.length)]!, 'latin1'),
          rest,
        ]);
        break;
      case 6:
      case 7:
        mutant = Buffer.concat([
          mutant.subarray(0, at),
          mutant.subarray(random(mutant.length)).subarray(0, 60),
          rest,
        ]);
        break;
      default:
        mutant = mutant.subarray(0, at);
    }
    if (mutant.length === 0) break;
  }
  return mutant;
}

const LEAF = /<([\w.:-]+)((?: [^<>]*)?)>([^<]*)<\/\1>/g;
const NAMES = [
  'value',
  'int',
  'double',
  'boolean',
  'string',
  'base64',
  'dateTime.iso8601',
  'nil',
  'array',
  'struct',
  'data',
  'member',
  'name',
  'item',
  'x',
];
const TEXTS = [
  '',
  ' ',
  '0',
  '-1',
  '99999999999',
  'true',
  'x',
  '&lt;',
  '20240229T12:34:56',
  '1e400',
  'NaN',
  '__proto__',
  '=',
  '%00',
];

/** A message that stays well-formed: one innermost element has another name or text, is lost, doubled or wrapped. */
export function mutateElement(body: Buffer, random: Random): Buffer {
  const text = body.toString('latin1');
  const leaves = [...text.matchAll(LEAF)];
  const leaf = leaves[random(leaves.length)];
  if (!leaf) return body;
  const [whole, name = '', attributes = '', inside = ''] = leaf;
  const other = NAMES[random(NAMES.length)]!;
  const changed = [
    `<${other}${attributes}>${inside}</${other}>`,
    `<${name}${attributes}>${TEXTS[random(TEXTS.length)]}</${name}>`,
    '',
    whole + whole,
    `<${other}>${whole}</${other}>`,
  ][random(5)]!;
  return Buffer.from(text.slice(0, leaf.index) + changed + text.slice(leaf.index + whole.length), 'latin1');
}
