/** How long work is shown. */
import { Progress } from '../../src/cli/progress';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test('a bar on a terminal, drawn ten times a second and taken away at the end', () => {
  const drawn: string[] = [];
  const progress = new Progress({ note: () => undefined, redraw: (line) => drawn.push(line) }, 'rows');
  progress.show(0, 0);
  jest.advanceTimersByTime(50);
  progress.show(0.1, 100);
  expect(drawn).toEqual([]);
  jest.advanceTimersByTime(1950);
  progress.show(0.5, 1_000_000);
  progress.end();
  expect(drawn).toEqual(['[############............]  50 %  1,000,000 rows  500,000/s  0:00:02 left', '']);
});

test('nobody is told a speed or a time before there is one', () => {
  const notes: string[] = [];
  const progress = new Progress({ note: (line) => notes.push(line) }, 'rows');
  jest.advanceTimersByTime(10_000);
  progress.show(0, 0);
  jest.advanceTimersByTime(10_000);
  progress.show(0.1, 0);
  jest.advanceTimersByTime(10_000);
  progress.show(0.5, 300);
  expect(notes).toEqual(['0 %  0 rows', '10 %  0 rows  0:03:00 left', '50 %  300 rows  10/s  0:00:30 left']);
});

test('a line now and then elsewhere; what an earlier run did counts for neither speed nor time', () => {
  const notes: string[] = [];
  const progress = new Progress({ note: (line) => notes.push(line) }, 'rows');
  progress.show(0.5, 500);
  jest.advanceTimersByTime(9_000);
  progress.show(0.6, 600);
  jest.advanceTimersByTime(1_000);
  progress.show(0.75, 750);
  progress.end();
  expect(notes).toEqual(['75 %  750 rows  25/s  0:00:10 left']);
});
