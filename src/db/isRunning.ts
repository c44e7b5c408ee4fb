/** Whether a process of this machine, not necessarily a child, is still at work. */
import { readFile } from 'node:fs/promises';

export async function isRunning(processId: number): Promise<boolean> {
  try {
    process.kill(processId, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  // A container without an init process never collects an orphan: ended, but still listed.
  const status = await readFile(`/proc/${processId}/stat`, 'utf8').catch(() => '');
  return !/^\d+ \(.*\) Z /s.test(status);
}
