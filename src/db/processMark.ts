/**
 * A name for this process by which another one can tell that it is dead: what a killed process held or left behind need
 * not wait until it has run out. Where that cannot be told (another machine or container, no /proc), it is not said.
 */
import { createHash } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { isRunning } from './isRunning';

const MACHINE_BYTES = 5;
const START_BYTES = 4;
/** Machine, number of the process, its start. */
export const PROCESS_MARK_BYTES = MACHINE_BYTES + 4 + START_BYTES;

const UNKNOWN_MACHINE = Buffer.alloc(MACHINE_BYTES);

/** Of this process; made once. */
export const ownMark = (): Promise<Buffer> => (own ??= makeMark());
let own: Promise<Buffer> | undefined;

async function makeMark(): Promise<Buffer> {
  const number = Buffer.alloc(4);
  number.writeUInt32BE(process.pid);
  return Buffer.concat([await machine(), number, await startOf(process.pid)]);
}

/** True only if the process that made the mark has certainly ended. */
export async function isDead(mark: Buffer): Promise<boolean> {
  if (mark.length < PROCESS_MARK_BYTES) return false;
  const here = await machine();
  if (here.equals(UNKNOWN_MACHINE) || !here.equals(mark.subarray(0, MACHINE_BYTES))) return false;
  const processId = mark.readUInt32BE(MACHINE_BYTES);
  if (!(await isRunning(processId))) return true;
  // Numbers of processes are used again.
  const start = await startOf(processId);
  return !start.equals(mark.subarray(MACHINE_BYTES + 4, PROCESS_MARK_BYTES));
}

/** Within which a process has its number: one start of one machine, and one container of it. */
async function machine(): Promise<Buffer> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    return digest(`${boot} ${await readlink('/proc/self/ns/pid')}`).subarray(0, MACHINE_BYTES);
  } catch {
    return UNKNOWN_MACHINE;
  }
}

async function startOf(processId: number): Promise<Buffer> {
  const stat = await readFile(`/proc/${processId}/stat`, 'utf8').catch(() => '');
  // Of the values behind the name, which may hold blanks and brackets, the twentieth is the time of the start.
  const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  return digest(start).subarray(0, START_BYTES);
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
