/** Compares what a client got with what the scenario expects, allowing for how its language shows values. */
import { maskTimes } from '../scenario/contactText';
import type { Expectation, Outcome, Seen } from '../scenario/steps';

export interface Shows {
  /** Numbers and booleans are text (1, 0). */
  readonly untyped?: boolean;
  /** An empty text inside a structure is read as null. */
  readonly emptyAsNull?: boolean;
  /** Faults have a number where SOAP has a code. */
  readonly numberedFaults?: boolean;
}

export function compareOutcome(
  outcome: Outcome | undefined,
  expectation: Expectation,
  seen: Seen,
  shows: Shows,
): void {
  if ('fault' in expectation) {
    const { code, string } = (outcome as { fault?: { code: string; string: string } }).fault ?? {};
    const expected = shows.numberedFaults ? String(expectation.number) : expectation.fault;
    expect({ outcome, code: code?.replace(/^.*[:}]/, '') }).toEqual({ outcome, code: expected });
    if (typeof expectation.says === 'string') expect(string).toContain(expectation.says);
    else expect(string).toMatch(expectation.says);
  } else if ('clientError' in expectation) {
    expect(outcome).toEqual({ error: expect.stringMatching(expectation.clientError) as string });
  } else if ('matches' in expectation) {
    expect(outcome).toEqual({ value: expect.stringMatching(expectation.matches) as string });
  } else if ('above' in expectation) {
    const { value } = outcome as { value?: unknown };
    expect(typeof value).toBe(shows.untyped ? 'string' : 'number');
    expect(Number(value)).toBeGreaterThan(expectation.above);
  } else {
    const value = 'computed' in expectation ? expectation.computed(seen) : expectation.value;
    expect(withoutTimes(outcome)).toEqual({ value: shown(value, shows) });
  }
}

/** The outcome with the times masked at which rows were made. */
function withoutTimes(outcome: Outcome | undefined): unknown {
  if (!outcome || !('value' in outcome) || typeof outcome.value !== 'string') return outcome;
  return { value: maskTimes(outcome.value) };
}

/** A value as the client's language shows it. */
function shown(value: unknown, shows: Shows, inside = false): unknown {
  if (shows.untyped && typeof value === 'boolean') return value ? '1' : '0';
  if (shows.untyped && typeof value === 'number') return String(value);
  if (shows.emptyAsNull && inside && value === '') return null;
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => shown(item, shows, true));
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, shown(field, shows, true)]));
}
