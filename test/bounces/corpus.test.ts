/** Every mail of the corpus, found by glob, has the verdict that the JSON file beside it expects. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { classifyReturnMail } from '../../src/core/bounces/classifyReturnMail';

interface Expected {
  readonly kind: string;
  readonly type: number | null;
  readonly category: string | null;
  readonly status: string | null;
  readonly recipients: string[];
  readonly originalMessageId: string | null;
  /** How many return paths are found. */
  readonly tokens: number;
  /** Least confidence of a bounce or a complaint. */
  readonly atLeast?: number;
}

const CORPUS = join(__dirname, 'corpus');
const cases = readdirSync(CORPUS)
  .filter((file) => file.endsWith('.eml'))
  .map((file) => {
    const path = join(CORPUS, file);
    const expected = JSON.parse(readFileSync(path.replace(/\.eml$/, '.json'), 'utf8')) as Expected;
    return { name: file.slice(0, -4), raw: readFileSync(path), expected };
  });

test('the corpus is there', () => expect(cases.length).toBeGreaterThan(80));

describe.each(cases)('$name', ({ raw, expected }) => {
  const { atLeast, tokens, ...verdict } = expected;

  test('reads as expected', () => {
    const { confidence, returnPathTokens, diagnostic, ...found } = classifyReturnMail(raw);
    expect(found).toEqual(verdict);
    expect(returnPathTokens).toHaveLength(tokens);
    expect(diagnostic).not.toMatch(/\p{Cc}/u);
    expect(confidence).toBeGreaterThanOrEqual(atLeast ?? 0);
  });

  test('reads the same with other line ends, and out of a mailbox file', () => {
    const { ...found } = classifyReturnMail(raw);
    const crlf = raw.toString('latin1').replace(/\n/g, '\r\n');
    expect(classifyReturnMail(Buffer.from(crlf, 'latin1'))).toEqual(found);
    const mbox = Buffer.concat([Buffer.from('From MAILER-DAEMON Mon Feb  5 10:00:00 2024\n'), raw]);
    expect(classifyReturnMail(mbox)).toEqual(found);
  });

  test('cut off anywhere, it is never held harder against the recipient than whole', () => {
    const isHarmless = classifyReturnMail(raw).type === null;
    const body = raw.indexOf('\n\n');
    for (let part = 1; part < 20; part += 1) {
      const end = body + Math.floor(((raw.length - body) * part) / 20);
      const { type } = classifyReturnMail(raw.subarray(0, end));
      if (isHarmless) expect(type).toBeNull();
    }
  });
});

test('no automatic answer of the corpus reads as a bounce', () => {
  const answers = cases.filter(({ expected }) => expected.kind === 'autoReply');
  expect(answers.length).toBeGreaterThan(20);
  for (const { raw } of answers)
    expect(classifyReturnMail(raw)).toMatchObject({ kind: 'autoReply', type: null });
});

test('an automatic answer stays one, whatever bounce it quotes', () => {
  const headOf = (raw: Buffer): string => raw.toString('latin1').split('\n\n', 1)[0]!;
  const bodyOf = (raw: Buffer): string => raw.toString('latin1').slice(headOf(raw).length + 2);
  const answers = cases.filter(
    ({ expected, raw }) => expected.kind === 'autoReply' && !/^Content-Type: multipart/m.test(headOf(raw)),
  );
  const bounces = cases.filter(({ expected }) => expected.kind === 'bounce');
  for (const answer of answers)
    for (const bounce of bounces) {
      const mixed = Buffer.from(`${headOf(answer.raw)}\n\n${bodyOf(bounce.raw)}`, 'latin1');
      const { kind } = classifyReturnMail(mixed);
      expect(`${answer.name} quoting ${bounce.name}: ${kind}`).toBe(
        `${answer.name} quoting ${bounce.name}: autoReply`,
      );
    }
});
