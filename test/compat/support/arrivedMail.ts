/** Finds a mail among those that the gateway wrote as files, once its worker has delivered it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import PostalMime from 'postal-mime';
import { inVar, type TestGateway } from '../../support/testGateway';

export interface ArrivedMail {
  readonly subject: string;
  /** With plain line feeds, without those at the end; null if the mail has no such part. */
  readonly text: string | null;
  readonly html: string | null;
  /** Attachments, as text. */
  readonly files: readonly { readonly name: string; readonly content: string }[];
}

const PATIENCE = 30_000;
const parsed = new Map<string, ArrivedMail & { readonly to: string }>();

/** @throws {Error} naming the subjects that did arrive */
export async function arrivedMail(gateway: TestGateway, to: string, subject: string): Promise<ArrivedMail> {
  const folder = inVar(gateway, 'mail');
  for (const deadline = Date.now() + PATIENCE; ; await pause(50)) {
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml'));
    for (const name of names) {
      const path = join(folder, name);
      if (!parsed.has(path)) parsed.set(path, await parse(path));
    }
    const mails = [...parsed.entries()].filter(([path, mail]) => path.startsWith(folder) && mail.to === to);
    const found = mails.find(([, mail]) => mail.subject === subject);
    if (found) return found[1];
    if (Date.now() > deadline) {
      throw new Error(
        `no mail "${subject}" for ${to}, only: ${mails.map(([, mail]) => mail.subject).join('; ')}`,
      );
    }
  }
}

async function parse(path: string): Promise<ArrivedMail & { to: string }> {
  const mail = await PostalMime.parse(await readFile(path));
  const lines = (part: string | undefined): string | null =>
    part?.replace(/\r\n/g, '\n').replace(/\n+$/, '') ?? null;
  return {
    to: mail.to?.[0]?.address ?? '',
    subject: mail.subject ?? '',
    text: lines(mail.text),
    html: lines(mail.html),
    files: mail.attachments.map(({ filename, content }) => ({
      name: filename ?? '',
      content: typeof content === 'string' ? content : Buffer.from(content as ArrayBuffer).toString(),
    })),
  };
}
