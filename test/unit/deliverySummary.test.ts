/** The log's line about a minute of deliveries. */
import { DeliverySummary } from '../../src/delivery/deliverySummary';
import type { Outcome } from '../../src/delivery/outcomes';

const outcome = (result: Outcome['result'], bounces: string[] = []): Outcome =>
  ({
    result,
    response: '550 ann@example.org unknown',
    bounces: bounces.map((address) => ({ address, response: '550 unknown' })),
  }) as unknown as Outcome;

test('one line for all outcomes of a minute, in numbers only, and none for a minute without', () => {
  jest.useFakeTimers();
  try {
    const lines: unknown[] = [];
    const info = (event: string, details?: object) => void lines.push([event, details]);
    const summary = new DeliverySummary({ info, warn: info }, 'bulk');
    for (const one of ['sent', 'sent', 'deferred'] as const) summary.add(outcome(one));
    summary.add(outcome('failed', ['ann@example.org', 'bob@example.org']));
    jest.advanceTimersByTime(59_000);
    expect(lines).toEqual([]);
    jest.advanceTimersByTime(1000);
    const first = ['delivery: a minute', { route: 'bulk', sent: 2, deferred: 1, failed: 1, bounces: 2 }];
    expect(lines).toEqual([first]);
    jest.advanceTimersByTime(600_000);
    expect(lines).toEqual([first]);
    summary.add(outcome('suppressed'));
    summary.write();
    summary.write();
    expect(lines).toEqual([first, ['delivery: a minute', { route: 'bulk', suppressed: 1 }]]);
  } finally {
    jest.useRealTimers();
  }
});
