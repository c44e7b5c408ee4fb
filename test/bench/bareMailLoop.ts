/** The floor under delivery: a pool of nodemailer, given the same mail again and again. */
import { createTransport } from 'nodemailer';
import type { MailComposerOptions } from 'nodemailer/lib/mail-composer';
import { answerRequests } from './child';

export interface BareMailRequest {
  readonly url: string;
  readonly connections: number;
  readonly mails: number;
  readonly mail: MailComposerOptions;
}

/** Waiting mails, so that no connection ever waits for one. */
const AHEAD = 4;

let pool: ReturnType<typeof makePool> | undefined;

const makePool = (url: string, connections: number) =>
  createTransport({ url, pool: true, maxConnections: connections, maxMessages: 500 }, {});

answerRequests<BareMailRequest>(async ({ url, connections, mails, mail }) => {
  const open = (pool ??= makePool(url, connections));
  let sent = 0;
  await Promise.all(
    Array.from({ length: connections * AHEAD }, async () => {
      while (sent < mails) {
        const messageId = `<${String(sent++).padStart(32, '0')}.4e9@bench.example>`;
        await open.sendMail({ ...mail, messageId });
      }
    }),
  );
  return null;
});
