/** A relay for tests: a real SMTP server that keeps what it gets, and refuses, hangs up or stalls where told to. */
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

export interface SunkMail {
  readonly from: string;
  readonly to: string[];
  readonly raw: Buffer;
}

/** What the relay does instead of saying yes: an answer such as `[450, 'try later']`, hang up, or say nothing. */
export type Verdict = readonly [number, string] | 'drop' | 'stall' | null;

export interface SmtpSink {
  readonly url: string;
  readonly port: number;
  /** Mails that were answered with 250, in order. */
  readonly mails: SunkMail[];
  /** Changes of behaviour; an address or a whole mail decides. */
  on: {
    connect?: () => Verdict;
    mail?: (address: string) => Verdict;
    rcpt?: (address: string) => Verdict;
    /** After the whole mail was read. */
    data?: (mail: SunkMail) => Verdict;
    /** Called when a mail is kept, before it is answered; its promise delays the answer. */
    kept?: (mail: SunkMail) => Promise<void> | void;
  };
  readonly openConnections: () => number;
  /** Most connections that were open at one time. */
  readonly mostConnections: () => number;
  parsed(index?: number): Promise<Email>;
  close(): Promise<void>;
}

export async function startSmtpSink(port = 0): Promise<SmtpSink> {
  const mails: SunkMail[] = [];
  let open = 0;
  let most = 0;
  const obey = (
    verdict: Verdict | undefined,
    session: SMTPServerSession,
    done: (error?: Error) => void,
  ): void => {
    if (verdict === 'stall') return;
    if (verdict === 'drop') {
      for (const connection of server.connections as Set<{ id: string; _socket: Socket }>)
        if (connection.id === session.id) connection._socket.destroy();
      return;
    }
    if (!verdict) return done();
    done(Object.assign(new Error(verdict[1]), { responseCode: verdict[0] }));
  };
  const server: SMTPServer = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    size: 50_000_000,
    onConnect(session, done) {
      open += 1;
      most = Math.max(most, open);
      obey(sink.on.connect?.(), session, done);
    },
    onClose() {
      open -= 1;
    },
    onMailFrom: ({ address }, session, done) => obey(sink.on.mail?.(address), session, done),
    onRcptTo: ({ address }, session, done) => obey(sink.on.rcpt?.(address), session, done),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const mail: SunkMail = {
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks),
        };
        const verdict = sink.on.data?.(mail) ?? null;
        if (verdict) return obey(verdict, session, done);
        mails.push(mail);
        void Promise.resolve(sink.on.kept?.(mail)).then(() => done());
      });
    },
  });
  server.on('error', () => undefined);
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  const { port: actual } = server.server.address() as AddressInfo;
  const sink: SmtpSink = {
    url: `smtp://127.0.0.1:${actual}`,
    port: actual,
    mails,
    on: {},
    openConnections: () => open,
    mostConnections: () => most,
    parsed: (index = 0) => PostalMime.parse(mails[index]!.raw),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const connection of server.connections as Set<{ _socket: Socket }>) connection._socket.destroy();
      await closed;
    },
  };
  return sink;
}
