/** Writes every mail as one .eml file, for trying the gateway out without a relay. */
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { TransportDown, type Transport } from './transport';

const SLOTS = 4;

/** @param directory is made when the first mail is written */
export function fileTransport({ directory }: { readonly directory: string }): Transport {
  return {
    slots: SLOTS,
    async send(mail, beforeEnd) {
      await beforeEnd();
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        await writeWhole(directory, `${mail.id}.eml`, mail.bytes);
      } catch (error) {
        throw new TransportDown(`cannot write to the mail folder (${(error as NodeJS.ErrnoException).code})`);
      }
      return { accepted: mail.recipients, deferred: [], refused: [], response: `written to ${mail.id}.eml` };
    },
    close: async () => undefined,
  };
}

/** The file is there whole or not at all, also after a power cut; a repeat takes the place of the first. */
async function writeWhole(directory: string, name: string, bytes: Buffer): Promise<void> {
  const temporary = join(directory, `.${name}.${process.pid}.tmp`);
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, join(directory, name));
  const entries = await open(directory, 'r');
  try {
    await entries.sync();
  } finally {
    await entries.close();
  }
}
