/** Messages through the outbox into a local relay, against nodemailer alone with the same mail. */
import type { RowDataPacket } from 'mysql2/promise';
import type { MailComposerOptions } from 'nodemailer/lib/mail-composer';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BareMailRequest } from './bareMailLoop';
import type { Comparison } from './comparison';
import type { MailSinkRequest, SinkCount } from './mailSink';
import { emailOf, keyOf } from './statements';
import { CONTACTS, RELAY_CONNECTIONS, type World } from './world';

/** Mails for each second that a round is to last; a guess, since a round sends a number of mails that is known before. */
const PER_SECOND = 700;
const SENDER = 'news@sender.example';
const SUBJECT = 'News for Übersetzer';
const PLAIN = 'Dear reader,\r\n\r\n' + 'a line of text that says something of interest.\r\n'.repeat(20);
const HTML = `<html><body><p>Dear reader,</p>${'<p>A paragraph that says something of interest.</p>'.repeat(40)}</body></html>`;

export async function mailComparison(world: World): Promise<Comparison> {
  const { sink, sinkUrl, gateway } = world;
  const ask = <T>(request: MailSinkRequest): Promise<T> => sink.ask<T>(request);
  const child = await world.start('bareMailLoop.ts');
  const model = await acceptOne(world);
  const mail = bareMail(await ask<string>({ kind: 'last' }));
  const sizes: number[] = [];

  const arrivals = async (mails: number, send: () => Promise<unknown>) => {
    await ask({ kind: 'reset' });
    const [count] = await Promise.all([ask<SinkCount>({ kind: 'await', mails }), send()]);
    sizes.push(count.bytes);
    return { calls: mails, seconds: (count.lastAt - count.firstAt) / 1000 };
  };
  const mailsFor = (seconds: number): number => Math.min(CONTACTS, Math.round(seconds * PER_SECOND));

  return {
    name: 'sending mail',
    unit: 'messages',
    ours: {
      name: 'outbox',
      processId: gateway.processId,
      loadProcessId: sink.processId,
      async run(seconds) {
        const mails = mailsFor(seconds);
        const done = await arrivals(mails, () => queue(world, model, mails));
        await outboxEmpty(world);
        return done;
      },
    },
    bare: {
      name: 'bare nodemailer pool',
      processId: child.processId,
      loadProcessId: sink.processId,
      run: (seconds) => {
        const mails = mailsFor(seconds);
        const request = { url: sinkUrl, connections: RELAY_CONNECTIONS, mails, mail };
        return arrivals(mails, () => child.ask(request satisfies BareMailRequest));
      },
    },
    expected: 0.7,
    async close() {
      await child.stop();
      const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
      if (most - least > 0.03 * most) throw new Error(`the mails differ in size: ${least} to ${most} bytes`);
    },
  };
}

/** Sends one message as callers do, and waits until it is delivered. @returns its id */
async function acceptOne(world: World): Promise<number> {
  const { soap, session, connection, listId } = world;
  await soap.call('sendMessage', {
    session,
    xmlFlags: `<to><email>${emailOf(0)}</email><customer_key>${keyOf(0)}</customer_key></to><from>${SENDER}</from><list_id>${listId}</list_id><format>99</format>`,
    subject: SUBJECT,
    htmlBody: HTML,
    plainTextBody: PLAIN,
    predata: null,
  });
  await outboxEmpty(world);
  const [rows] = await connection.query<RowDataPacket[]>('SELECT MAX(message_id) AS id FROM messages');
  return Number(rows[0]!.id);
}

/** Queues copies of a message for as many contacts, in one transaction, so that they are all there at once. */
async function queue({ connection, realmId }: World, model: number, mails: number): Promise<void> {
  await connection.query('START TRANSACTION');
  await connection.query(
    `INSERT INTO messages (realm_id, contact_id, list_id, campaign_name, internet_message_id, recipient, recipient_name,
       cc, bcc, sender, reply_to, envelope_sender, route, subject, plain_text, html, overrides_opt_out, status, outcome,
       attempts, created_at)
     SELECT m.realm_id, c.contact_id, m.list_id, m.campaign_name,
            CONCAT('<', LPAD(c.contact_id, 32, '0'), '.4e9@bench.example>'), c.email_as_given, m.recipient_name, m.cc,
            m.bcc, m.sender, m.reply_to, m.envelope_sender, m.route, m.subject, m.plain_text, m.html,
            m.overrides_opt_out, 'queued', '', 0, UTC_TIMESTAMP(3)
       FROM messages m JOIN contacts c ON c.realm_id = m.realm_id
      WHERE m.realm_id = ? AND m.message_id = ? ORDER BY c.contact_id LIMIT ${mails}`,
    [realmId, model],
  );
  await connection.query(
    `INSERT INTO outbox (realm_id, message_id, due_at, bytes)
     SELECT realm_id, message_id, UTC_TIMESTAMP(3), 1024 + LENGTH(subject) + LENGTH(plain_text) + LENGTH(html)
       FROM messages WHERE realm_id = ? AND status = 'queued'`,
    [realmId],
  );
  await connection.query('COMMIT');
}

/** Waits until every outcome is recorded. */
async function outboxEmpty({ connection }: World): Promise<void> {
  for (;;) {
    const [rows] = await connection.query<RowDataPacket[]>('SELECT COUNT(*) AS n FROM outbox');
    if (Number(rows[0]!.n) === 0) return;
    await sleep(20);
  }
}

/** Headers that nodemailer writes by itself. */
const OWN_HEADERS =
  /^(?:message-id|date|from|to|subject|mime-version|content-type|content-transfer-encoding)$/i;

/** The same mail for nodemailer: the parts, and the headers that the gateway adds. */
function bareMail(sent: string): MailComposerOptions {
  const head = sent.slice(0, sent.indexOf('\r\n\r\n')).replace(/\r\n(?=[ \t])/g, '');
  const headers = head
    .split('\r\n')
    .map((line) => ({
      key: line.slice(0, line.indexOf(':')),
      value: line.slice(line.indexOf(':') + 1).trim(),
    }))
    .filter(({ key }) => !OWN_HEADERS.test(key));
  return {
    date: new Date(),
    from: SENDER,
    to: emailOf(0),
    subject: SUBJECT,
    text: PLAIN,
    html: HTML,
    headers,
    baseBoundary: 'a'.repeat(24),
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
