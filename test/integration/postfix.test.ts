/** Both directions through a real Postfix: into a real mailbox, and a real bounce for an unknown user back. */
import { createServer, type AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import { MAIL_DOMAIN, MAILBOX, startPostfix, type Postfix } from '../support/postfix';
import { startTestGateway, type TestGateway } from '../support/testGateway';

let postfix: Postfix | undefined;
let gateway: TestGateway;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

beforeAll(async () => {
  const [smtp, returnMail] = [await freePort(), await freePort()];
  const returnDomain = 'return.gateway.example';
  postfix = await startPostfix({ smtp, returnMail, returnDomain });
  gateway = await startTestGateway({
    SMTP_URL: `smtp://127.0.0.1:${smtp}`,
    RETURN_PATH_DOMAIN: returnDomain,
    RETURN_MAIL_PORT: String(returnMail),
  });
});
afterAll(async () => {
  // The one that started stops, also if the other did not start.
  await gateway?.close();
  await postfix?.stop();
});

async function send(to: string): Promise<number> {
  const code = await gateway.soap.call('sendMessage', {
    session: gateway.normal.session,
    xmlFlags: `<to>${to}</to><list_id>${gateway.normal.listId}</list_id>`,
    subject: 'Grüße',
    htmlBody: '',
    plainTextBody: 'first\n.\n..\nFrom here on\nlast',
    predata: null,
  });
  expect(Number(code)).toBe(0);
  const [row] = await gateway.normal.database.rows<{ id: number }>(
    'SELECT MAX(message_id) AS id FROM messages',
  );
  return row!.id;
}

/** Asks until there is an answer; jest ends a wait that never does. */
async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const statusOf = async (messageId: number): Promise<string> => {
  const [row] = await gateway.normal.database.rows<{ status: string }>(
    'SELECT status FROM messages WHERE message_id = ?',
    [messageId],
  );
  return row!.status;
};

it('a message arrives in the mailbox as it was written', async () => {
  await send(MAILBOX);
  const mail = await eventually(async () => (await postfix!.mails())[0]);
  expect(mail).toMatch(/^Return-Path: <[^>]+@return\.gateway\.example>\n/);
  const parsed = await PostalMime.parse(Buffer.from(mail, 'latin1'));
  expect(parsed.subject).toBe('Grüße');
  expect(parsed.text?.trim().replaceAll('\r\n', '\n')).toBe('first\n.\n..\nFrom here on\nlast');
});

it('an unknown user bounces back, and gets no further mail', async () => {
  const nobody = `nobody@${MAIL_DOMAIN}`;
  const messageId = await send(nobody);
  const suppression = await eventually(
    async () =>
      (
        await gateway.normal.database.rows<Record<string, unknown>>(
          `SELECT * FROM suppressions WHERE realm_id = ${gateway.normal.realm.realmId}`,
        )
      )[0],
  );
  expect(suppression).toMatchObject({ email: nobody });
  expect(await statusOf(messageId)).toBe('sent');
  const [bounce] = await gateway.normal.database.rows<Record<string, unknown>>(
    `SELECT * FROM bounces WHERE realm_id = ${gateway.normal.realm.realmId}`,
  );
  expect(bounce).toMatchObject({ message_id: messageId, status: '5.1.1' });
  expect(await statusOf(await send(nobody))).toBe('suppressed');
  expect(await postfix!.log()).toMatch(/status=bounced \(unknown user/);
});
