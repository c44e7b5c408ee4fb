/** The short form of `npm run test:crash`, and a check that its verdict finds what it is there to find. */
import type { Arrival, LedgerCall } from '../crash/crashLedger';
import { runCrashTest } from '../crash/crashRun';
import { judgeCrash } from '../crash/crashVerdict';

test('gateways that are killed while they accept sends and launches lose nothing', async () => {
  const report = await runCrashTest({ rounds: 3, program: 'sources', largeList: 50, happenings: 60 });
  expect(report.failures).toEqual([]);
  expect(report.sends.accepted).toBeGreaterThan(0);
  expect(report.launches.accepted).toBeGreaterThan(0);
  expect(report.messages.duplicates).toBeLessThanOrEqual(report.insideAtKill.all);
  expect(report.messages.stored).toBe(report.messages.promised + report.messages.unanswered);
}, 180_000);

describe('the verdict', () => {
  const call: LedgerCall = { kind: 'send', subject: 's', recipients: ['a', 'b'], answer: 'accepted' };
  const arrival = (recipient: string, changes: Partial<Arrival> = {}): Arrival => ({
    subject: 's',
    recipient,
    messageId: `<${recipient}>`,
    isWhole: true,
    ...changes,
  });
  const both = [arrival('a'), arrival('b')];
  const stored = both.map(({ recipient, messageId }) => ({
    internet_message_id: messageId,
    recipient,
    status: 'sent',
  }));
  const judge = (
    arrivals: Arrival[],
    answer: LedgerCall['answer'] = 'accepted',
    rows = stored,
    inside = new Map<string, number>(),
  ): string[] => judgeCrash([{ ...call, answer }], arrivals, rows, inside).failures;

  it('is content with what was promised, and with a copy that a kill explains', () => {
    expect(judge(both)).toEqual([]);
    expect(judge([], 'none', [])).toEqual([]);
    expect(judge([...both, arrival('a')], 'accepted', stored, new Map([['<a>', 1]]))).toEqual([]);
  });

  it.each([
    ['a loss', () => judge([arrival('a')]), /did not arrive/],
    ['half a call', () => judge([arrival('a')], 'none', stored.slice(0, 1)), /in part/],
    ['mail of a refused call', () => judge(both, 'refused'), /refused and sent/],
    ['a copy without a reason', () => judge([...both, arrival('a')]), /more copies than kills explain/],
    [
      'a new Message-ID',
      () => judge([...both, arrival('a', { messageId: '<c>' })], 'accepted', stored, new Map([['<a>', 1]])),
      /different Message-IDs/,
    ],
    ['a mail cut short', () => judge([arrival('a', { isWhole: false }), arrival('b')]), /cut short/],
    ['a mail of nobody', () => judge([...both, arrival('c')]), /nobody asked for/],
    [
      'a row that is not finished',
      () => judge(both, 'accepted', [{ ...stored[0]!, status: 'queued' }, stored[1]!]),
      /not marked as sent/,
    ],
  ])('finds %s', (_, failures, text) => {
    expect(failures()).toContainEqual(expect.stringMatching(text));
  });
});
