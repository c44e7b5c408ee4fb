/** Pictures of messages, as `snapshot=1` of the REST interface asks for them, by a real browser that reaches nothing. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTemplate } from '../../src/core/templates/templates';
import { RealmPasswords } from '../../src/core/sessions/realmPasswords';
import { basic, restClient } from '../support/restClient';
import { startTestGateway, type TestGateway } from '../support/testGateway';
import { temporaryDirectory } from '../support/testServer';

const PASSWORD = 'correct horse battery';
let gateway: TestGateway;
let directory: string;
beforeAll(async () => {
  directory = await temporaryDirectory('snapshots');
  gateway = await startTestGateway({
    DELIVERY_ENABLED: 'no',
    SNAPSHOT_BROWSER: '/usr/bin/chromium',
    SNAPSHOT_DIRECTORY: directory,
  });
  await new RealmPasswords(gateway.control).set(gateway.keyed.realm, { password: PASSWORD });
});
afterAll(() => gateway.close());

let asked = 0;
const web = createServer((_request, response) => {
  asked++;
  response.end('html { height: 4000px }');
});
beforeAll(async () => {
  web.listen(0, '127.0.0.1');
  await once(web, 'listening');
});
afterAll(() => web.close());

test('the HTML and a PNG of a message are kept, and its page asks nobody for anything', async () => {
  const url = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  const style = join(directory, 'style.css');
  await writeFile(style, 'html { height: 3000px !important }');
  const { realm, database, listId } = gateway.keyed;
  const html = `<html><head><link rel="stylesheet" href="${url}/a.css"><link rel="stylesheet" href="file://${style}">
    <meta http-equiv="refresh" content="0;url=${url}/"></head>
    <body style="margin:0"><div style="height:1234px;background:#c00">Dear %%$first%%<img src="${url}/b.png" width="1" height="1">
    <iframe src="${url}/c" width="1" height="1"></iframe><script>document.body.innerHTML = ''</script></div></body></html>`;
  await createTemplate(database, realm, { name: 'Picture', subject: 'S', html, plainText: 'P' }, new Date());
  const client = restClient(gateway.url, basic('keyed', PASSWORD));
  const subscriber = { customerKey: 'PIC', email: 'pic@snapshot.example', firstName: 'Pia' };
  const made = await client.call('POST', '/rest/subscribers', { body: subscriber });
  expect(made.status).toBe(200);
  const { subscriberId } = made.json as { subscriberId: number };
  await database.write(
    'INSERT INTO subscriptions (realm_id, contact_id, list_id, email_format, created_at) VALUES (?, ?, ?, 99, ?)',
    [realm.realmId, subscriberId, listId, new Date()],
  );
  const path = (key: string): string =>
    `/rest/msg/sendWithCustomerKey/Test%20list/Picture/${key}?format=99&snapshot=1`;
  const sent = await client.call('POST', path('PIC'));
  expect([sent.status, sent.text, sent.headers['x-snapshot']]).toEqual([200, '0', 'queued']);
  const refused = await client.call('POST', path('nobody'));
  expect([refused.status, refused.headers['x-snapshot']]).toEqual([404, 'unavailable']);
  client.close();

  const [message] = await database.rows<{ message_id: number; html: string }>(
    'SELECT message_id, html FROM messages WHERE realm_id = ? AND recipient = ?',
    [realm.realmId, 'pic@snapshot.example'],
  );
  const name = String(message!.message_id);
  const folder = join(directory, 'keyed');
  let names: string[] = [];
  for (let tries = 0; tries < 500 && !names.includes(`${name}.png`); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    names = await readdir(folder).catch((): string[] => []);
  }
  expect(names.sort()).toEqual([`${name}.html`, `${name}.png`]);
  expect(await readFile(join(folder, `${name}.html`), 'utf8')).toBe(message!.html);
  expect(message!.html).toContain('Dear Pia');
  const picture = await readFile(join(folder, `${name}.png`));
  expect(picture.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  // As high as the page without what it would have fetched, run, or gone to.
  expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([800, 1234]);
  expect(asked).toBe(0);
});
