/** Return mail for tests: what providers write about a mail that was sent, and how it reaches the gateway. */
import { createServer, type AddressInfo } from 'node:net';
import SMTPConnection from 'nodemailer/lib/smtp-connection';

/** A mail as far as return mail says which one it was. */
export interface ReturnedTo {
  /** Return path that it travelled with. */
  readonly from: string;
  readonly internet_message_id: string;
}

export interface Listener {
  readonly at: number;
  /** `lmtp` unless given. */
  readonly protocol?: string;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port: free } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return free;
}

/** Hands a mail to the listener. @returns the answer to the first recipient, or the refusal */
export async function handIn(
  to: string | string[],
  mail: string,
  { protocol = 'lmtp', at }: Listener,
): Promise<string> {
  const connection = new SMTPConnection({
    host: '127.0.0.1',
    port: at,
    lmtp: protocol === 'lmtp',
    ignoreTLS: true,
  });
  connection.on('error', () => undefined);
  try {
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject);
      connection.connect(() => resolve());
    });
    return await new Promise<string>((resolve) => {
      connection.send({ from: '', to }, mail, (error, info) =>
        resolve(error ? ((error as { response?: string }).response ?? error.message) : String(info.response)),
      );
    });
  } finally {
    connection.close();
  }
}

export const report = (
  sent: ReturnedTo,
  {
    address,
    status,
    words,
    action = 'failed',
  }: { address: string; status: string; words: string; action?: string },
): string => `From: MAILER-DAEMON@mx.example
To: ${sent.from}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

${words}

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ${address}
Action: ${action}
Status: ${status}
Diagnostic-Code: smtp; ${words}

--b
Content-Type: text/rfc822-headers

Message-ID: ${sent.internet_message_id}

--b--
`;

export const complaint = (sent: ReturnedTo): string => `From: feedback@provider.example
To: ${sent.from}
Subject: complaint
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: test/1
Version: 1

--b
Content-Type: text/rfc822-headers

Message-ID: ${sent.internet_message_id}

--b--
`;
