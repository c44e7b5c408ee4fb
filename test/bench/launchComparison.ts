/** A launch from the call to the last mail at the relay, against nodemailer alone with mails of the same size. */
import type { ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BareMailRequest } from './bareMailLoop';
import type { Comparison } from './comparison';
import type { MailSinkRequest, SinkCount } from './mailSink';
import { RELAY_CONNECTIONS, type World } from './world';

/** Contacts of the launched list; LAUNCH_CONTACTS=100000 for the size that the documents speak of. */
const RECIPIENTS = Number(process.env.LAUNCH_CONTACTS ?? 10_000);
const SENDER = 'news@sender.example';
const LINE = 'a line of text that says something of interest.\r\n';
const PLAIN = `Dear %%$first%%,\r\n\r\n${LINE.repeat(20)}`;
const HTML = `<html><body><p>Dear %%$first%%,</p>${'<p>A paragraph that says something of interest.</p>'.repeat(40)}</body></html>`;
const named = (text: string): string => text.replace('%%$first%%', 'First 1234');

export async function launchComparison(world: World): Promise<Comparison> {
  const { sink, sinkUrl, gateway, soap, session } = world;
  const ask = <T>(request: MailSinkRequest): Promise<T> => sink.ask<T>(request);
  const child = await world.start('bareMailLoop.ts');
  const { listId, templateId } = await prepare(world);
  let size = 0;

  const arrivals = async (send: () => Promise<unknown>) => {
    await ask({ kind: 'reset' });
    const startedAt = performance.now();
    const [count] = await Promise.all([ask<SinkCount>({ kind: 'await', mails: RECIPIENTS }), send()]);
    return { calls: RECIPIENTS, seconds: (performance.now() - startedAt) / 1000, bytes: count.bytes };
  };

  return {
    name: `a launch to ${RECIPIENTS}`,
    unit: 'messages',
    ours: {
      name: 'listRun',
      processId: gateway.processId,
      loadProcessId: sink.processId,
      async run() {
        const done = await arrivals(() =>
          soap.call('listRun', {
            session,
            xmlFlags: `<list_id>${listId}</list_id><template_id>${templateId}</template_id>`,
          }),
        );
        size = done.bytes;
        await launchesDone(world);
        return done;
      },
    },
    bare: {
      name: 'bare nodemailer pool',
      processId: child.processId,
      loadProcessId: sink.processId,
      async run() {
        const mail = {
          date: new Date(),
          from: SENDER,
          to: 'launch1234@customer.example',
          subject: 'News for First 1234',
          text: named(PLAIN),
          html: named(HTML),
          xMailer: false,
          disableFileAccess: true,
          disableUrlAccess: true,
        } as const;
        const send = (padding: number) =>
          arrivals(() =>
            child.ask({
              url: sinkUrl,
              connections: RELAY_CONNECTIONS,
              mails: RECIPIENTS,
              // Stands for the headers of list mail, which ours carries.
              mail:
                padding > 0 ? { ...mail, headers: { 'X-Padding': 'abcdefg '.repeat(padding / 8) } } : mail,
            } satisfies BareMailRequest),
          );
        padding ??= size - (await send(0)).bytes;
        return send(padding);
      },
    },
    expected: 1,
    close: () => child.stop(),
  };
}

/** Bytes by which our mails are larger than those without list headers. */
let padding: number | undefined;

async function prepare(world: World): Promise<{ listId: number; templateId: number }> {
  const { connection, realmId } = world;
  const [list] = await connection.query<ResultSetHeader>(
    `INSERT INTO lists (realm_id, name, from_address, track_html_reads, track_click_throughs, created_at, updated_at)
     VALUES (?, 'launched', ?, FALSE, FALSE, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
    [realmId, SENDER],
  );
  const [template] = await connection.query<ResultSetHeader>(
    `INSERT INTO templates (realm_id, name, subject, description, notes, plain_text, html, aol, mobile, created_at, updated_at)
     VALUES (?, 'launched', 'News for %%$first%%', '', '', ?, ?, '', '', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
    [realmId, PLAIN, HTML],
  );
  for (let first = 0; first < RECIPIENTS; first += 1000) {
    const some = Array.from({ length: Math.min(1000, RECIPIENTS - first) }, (_, i) => first + i);
    await connection.query(
      `INSERT INTO contacts (realm_id, customer_key, email, first_name, email_as_given, first_name_as_given, created_at, updated_at)
       VALUES ${some.map(() => '(?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))').join(', ')}`,
      some.flatMap((i) => {
        const email = `launch${i}@customer.example`;
        return [realmId, `launch-${i}`, email, `first ${i}`, email, `First ${i}`];
      }),
    );
  }
  await connection.query(
    `INSERT INTO subscriptions (realm_id, contact_id, list_id, email_format, created_at)
     SELECT realm_id, contact_id, ?, 99, UTC_TIMESTAMP(3) FROM contacts WHERE realm_id = ? AND email LIKE 'launch%'`,
    [list.insertId, realmId],
  );
  return { listId: list.insertId, templateId: template.insertId };
}

/** Waits until every outcome of every launch is recorded. */
async function launchesDone({ connection, realmId }: World): Promise<void> {
  for (;;) {
    const [rows] = await connection.query<RowDataPacket[]>(
      "SELECT COUNT(*) AS n FROM campaigns WHERE realm_id = ? AND status IN ('queued', 'running')",
      [realmId],
    );
    if (Number(rows[0]!.n) === 0) return;
    await sleep(50);
  }
}
