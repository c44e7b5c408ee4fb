/** The server secret: what licences and stored database URLs are sealed under. One per installation. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { keptFile } from './keptFile';

const FILE = 'server-secret';

/**
 * The secret given by a setting, else the one kept in `directory`, made there on first use (mode 0600). Processes
 * that race to make it all get the same one.
 * @param setting 64 hexadecimal digits, or empty for none
 * @returns 32 bytes
 */
export async function serverSecret(setting: string, directory: string): Promise<Buffer> {
  if (setting !== '') return Buffer.from(setting, 'hex');
  const path = join(directory, FILE);
  const hex = (await keptFile(path, () => `${randomBytes(32).toString('hex')}\n`)).trim();
  if (!/^[0-9a-f]{64}$/.test(hex)) {
    throw new Error(
      `${path} does not hold a server secret; restore it from a backup (removing it makes every licence invalid)`,
    );
  }
  return Buffer.from(hex, 'hex');
}
