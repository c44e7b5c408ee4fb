/** Processor time of any process, from Linux's /proc. */
import { readFileSync } from 'node:fs';

/** /proc counts in ticks of a hundredth of a second on every Linux. */
const MICROSECONDS_PER_TICK = 10_000;

/** Microseconds that a process and all its threads have computed for, in user and kernel mode. */
export function cpuTime(processId: number): number {
  const text = readFileSync(`/proc/${processId}/stat`, 'utf8');
  // The second field is the program's name in brackets, which may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * MICROSECONDS_PER_TICK;
}

/** Microseconds that all processors together have computed for, for whomever, since the machine started. */
export function machineCpuTime(): number {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1);
  const [user, nice, system, , , irq, softirq] = line.split(/\s+/).slice(1).map(Number);
  return (user! + nice! + system! + irq! + softirq!) * MICROSECONDS_PER_TICK;
}
