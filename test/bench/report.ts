/** The figures for people. */
import type { Figures, Result } from './comparison';

const COLUMNS = ['', 'per second', 'CPU µs', 'database µs', 'load µs', 'ratio', 'rounds', 'expected'];

/** One block of two rows for each comparison. */
export function report(results: readonly Result[]): string {
  const rows = results.flatMap((result) => {
    const { ratio, ratioRange, expected } = result;
    const expectation =
      expected === null ? '' : `>= ${expected.toFixed(2)}${ratio >= expected ? '' : '  BELOW EXPECTATION'}`;
    return [
      [`${result.name}: ${result.ours.name}`, ...numbers(result.ours), ratio.toFixed(2)].concat(
        ratioRange.map((each) => each.toFixed(2)).join('-'),
        expectation,
      ),
      [`  ${result.bare.name}`, ...numbers(result.bare), '', '', ''],
    ];
  });
  const table = [COLUMNS, ...rows];
  const widths = COLUMNS.map((_, i) => Math.max(...table.map((row) => row[i]!.length)));
  return table
    .map((row) =>
      row
        .map((cell, i) => (i === 0 || i === 7 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const numbers = ({ perSecond, cpu, databaseCpu, loadCpu }: Figures): string[] => [
  perSecond.toFixed(0),
  cpu.toFixed(0),
  databaseCpu.toFixed(0),
  loadCpu === null ? '' : loadCpu.toFixed(0),
];
