/** The server secret: what licences and stored database URLs are sealed under. One per installation. */
import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';

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
  return (await readSecret(path)) ?? (await makeSecret(path, directory));
}

async function readSecret(path: string): Promise<Buffer | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const hex = text.trim();
  if (!/^[0-9a-f]{64}$/.test(hex)) {
    throw new Error(
      `${path} does not hold a server secret; restore it from a backup (removing it makes every licence invalid)`,
    );
  }
  return Buffer.from(hex, 'hex');
}

/** Writes a whole file under a name of its own, then links it into place: a link appears complete, and only once. */
async function makeSecret(path: string, directory: string): Promise<Buffer> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${randomBytes(32).toString('hex')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
  return (await readSecret(path))!;
}
