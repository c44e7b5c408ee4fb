/**
 * The SFTP server for dropped files, from outside: OpenSSH's client puts files and fetches reports, and whoever wants
 * more than the folder of its realm is refused.
 */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client, SFTPWrapper } from 'ssh2';
import { RealmPasswords } from '../../src/core/sessions/realmPasswords';
import { runHere } from '../support/commandLine';
import { PASSWORD } from '../support/httpApi';
import { freePort } from '../support/returnMail';
import { openSshSftp, outcomeOf, sftpOf, sshConnection, type SftpLogin } from '../support/sftpClient';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';
import { temporaryDirectory } from '../support/testServer';

const ROOM = 400_000;

let gateway: TestGateway;
let port: number;
let directory: string;
let client: string;
beforeAll(async () => {
  [directory, client] = [await temporaryDirectory('drops'), await temporaryDirectory('sftp')];
  port = await freePort();
  gateway = await startTestGateway({
    DELIVERY_ENABLED: 'no',
    DROP_DIRECTORY: directory,
    SFTP_PORT: String(port),
    SFTP_ADDRESS: '127.0.0.1',
    SFTP_CONNECTIONS: '12',
    SFTP_IDLE_SECONDS: '4',
    SFTP_REALM_BYTES: String(ROOM),
  });
  for (const { realm } of [gateway.normal, gateway.keyed])
    await new RealmPasswords(gateway.control).set(realm, { password: PASSWORD });
  for (const name of ['good', 'other'])
    execFileSync('ssh-keygen', [
      '-q',
      '-t',
      'ed25519',
      '-N',
      '',
      '-C',
      `${name} program`,
      '-f',
      join(client, name),
    ]);
});
afterAll(() => gateway.close());

const folderOf = ({ realm }: TestRealm, ...more: string[]): string =>
  join(directory, 'realms', realm.name, ...more);
const login = ({ realm }: TestRealm): SftpLogin => ({
  port,
  user: realm.name,
  password: PASSWORD,
  directory: client,
});
const text = ({ realm, listId }: TestRealm, data: string): string =>
  `realm=${realm.name}\npassword=${PASSWORD}\nlist_id=${listId}\ncmd=sub&data=${data}\n`;

async function until<T>(look: () => Promise<T | null | false | undefined>): Promise<T> {
  for (let tries = 0; tries < 300; tries++) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it did not come to that');
}
const exists = async (folder: string, name: string): Promise<boolean> =>
  (await readdir(folder)).includes(name);
const onList = async ({ database, realm, listId }: TestRealm, like: string): Promise<string[]> =>
  (
    await database.rows<{ email: string }>(
      `SELECT c.email FROM contacts c JOIN subscriptions s ON s.realm_id = c.realm_id AND s.contact_id = c.contact_id
        WHERE c.realm_id = ? AND s.list_id = ? AND c.email LIKE ? ORDER BY c.email`,
      [realm.realmId, listId, like],
    )
  ).map(({ email }) => email);

test('a file and its signal are put with the password of the realm, and the report is fetched', async () => {
  const { normal } = gateway;
  await writeFile(join(client, 'news.dat'), text(normal, 'email,first^ann@sftp.example,Ann^wrong,W'));
  await writeFile(join(client, 'news.sig'), '');
  const put = await openSshSftp(login(normal), ['put news.dat', 'put news.sig', 'ls -la']);
  expect(put).toMatchObject({ code: 0 });
  await until(() => exists(folderOf(normal, 'done'), 'news.dat'));
  await until(async () => !(await exists(folderOf(normal), 'news.sig')));
  const get = await openSshSftp(login(normal), [
    'ls -l done',
    'get done/news.dat.report',
    'rm done/news.dat',
  ]);
  expect(get).toMatchObject({ code: 0 });
  expect(get.out).toMatch(/^-rw-r----- .* news\.dat$/m);
  expect(await readFile(join(client, 'news.dat.report'), 'utf8')).toMatch(/Taken 1\nRefused 1\nline 4: /);
  expect(await onList(normal, '%@sftp.example')).toEqual(['ann@sftp.example']);
  expect(await exists(folderOf(normal, 'done'), 'news.dat')).toBe(false);
});

test('a key that was added logs in, a file gets its name at the end of its upload, and a removed key ends', async () => {
  const { keyed } = gateway;
  const byKey = (key: string): SftpLogin => ({
    port,
    user: 'keyed',
    key: join(client, key),
    directory: client,
  });
  expect(await openSshSftp(byKey('good'), ['ls'])).toMatchObject({ code: 255 });
  const added = await runHere(gateway.environment, ['sftp', 'add-key', 'keyed', join(client, 'good.pub')]);
  const fingerprint = execFileSync('ssh-keygen', ['-lf', join(client, 'good.pub')], {
    encoding: 'utf8',
  }).split(' ')[1]!;
  expect(added.out).toContain(`good program logs in as keyed with the key ${fingerprint}`);
  expect(
    await runHere(gateway.environment, ['sftp', 'add-key', 'keyed', join(client, 'good')]),
  ).toMatchObject({
    code: 1,
    error: expect.stringMatching(/private key/) as string,
  });

  await writeFile(join(client, 'keys.dat'), text(keyed, 'email,customer_key^kim@sftp.example,K9'));
  // As WinSCP and FileZilla can be told to put files.
  const put = await openSshSftp(byKey('good'), [
    'put keys.dat keys.dat.filepart',
    'put news.sig keys.sig.filepart',
    'rename keys.dat.filepart keys.dat',
    'rename keys.sig.filepart keys.sig',
  ]);
  expect(put).toMatchObject({ code: 0 });
  await until(() => exists(folderOf(keyed, 'done'), 'keys.dat'));
  expect(await onList(keyed, '%@sftp.example')).toEqual(['kim@sftp.example']);

  // A key of one realm is none of another, and one that nobody added is none.
  expect(await openSshSftp({ ...byKey('good'), user: 'normal' }, ['ls'])).toMatchObject({ code: 255 });
  expect(await openSshSftp(byKey('other'), ['ls'])).toMatchObject({ code: 255 });

  const listed = await runHere(gateway.environment, ['sftp', 'list-keys', 'keyed']);
  expect(listed.out).toContain(fingerprint);
  const open = await sshConnection({
    port,
    username: 'keyed',
    privateKey: await readFile(join(client, 'good')),
  });
  const sftp = await sftpOf(open);
  const closed = once(open, 'close').then(() => 'closed');
  const look = (): Promise<string> => Promise.race([outcomeOf((done) => sftp.opendir('/', done)), closed]);
  expect(await look()).toBe('done');
  const removed = await runHere(gateway.environment, ['sftp', 'remove-key', 'keyed', fingerprint]);
  expect(removed).toMatchObject({ code: 0 });
  await until(async () => (await look()) !== 'done');
  await closed;
  expect(await openSshSftp(byKey('good'), ['ls'])).toMatchObject({ code: 255 });
});

test('clients know the server again by the fingerprints that a command shows', async () => {
  const { out } = await runHere(gateway.environment, ['sftp', 'host-key']);
  const known = execFileSync('ssh-keygen', ['-lf', join(client, 'known_hosts')], { encoding: 'utf8' });
  expect(out).toContain(`${known.split(' ')[1]!} (ssh-ed25519)`);
  expect(out.match(/SHA256:/g)).toHaveLength(3);
});

test.each<[string, string, string]>([
  ['a wrong password', 'normal', 'wrong-one-for-sftp'],
  ['a realm that is not there', 'nobody', PASSWORD],
  ['a path for a realm', '../normal', PASSWORD],
  ['no realm', '', PASSWORD],
])('%s is refused', async (_what, username, password) => {
  await expect(sshConnection({ port, username, password })).rejects.toThrow(/authentication methods failed/);
  const log = await readFile(gateway.logFile, 'utf8');
  expect(log).not.toContain('wrong-one-for-sftp');
  expect(log).not.toContain(PASSWORD);
});

describe('with a password that is right', () => {
  let ssh: Client;
  let sftp: SFTPWrapper;
  beforeAll(async () => {
    const { normal, keyed } = gateway;
    await writeFile(folderOf(keyed, 'secret.dat'), 'of another realm');
    await writeFile(join(directory, 'outside.dat'), 'of all');
    await symlink(folderOf(keyed, 'secret.dat'), folderOf(normal, 'link.dat'));
    await symlink(folderOf(keyed), folderOf(normal, 'way'));
    await writeFile(folderOf(normal, 'busy.dat'), 'being taken');
    await mkdir(folderOf(normal, 'folder'), { recursive: true });
  });
  beforeEach(async () => {
    ssh = await sshConnection({ port, username: 'normal', password: PASSWORD });
    sftp = await sftpOf(ssh);
  });
  afterEach(async () => {
    const closed = once(ssh, 'close');
    ssh.end();
    await closed;
  });

  const MISSING = 'There is no such file.';
  const read = (path: string) => (done: (error?: Error | null) => void) =>
    void sftp.open(path, 'r', (error) => done(error));
  const write = (path: string) => (done: (error?: Error | null) => void) =>
    void sftp.open(path, 'w', (error) => done(error));

  test('nothing leads out of the folder of the realm', async () => {
    const paths = [
      '../keyed/secret.dat',
      '../../../../../etc/passwd/x',
      'done/../../keyed/secret.dat',
      '/realms/keyed/secret.dat',
      `${folderOf(gateway.keyed)}/secret.dat`,
      '/etc/passwd',
      '..\\keyed\\secret.dat',
      'way/secret.dat',
      '.upload-0011223344556677',
      'a\0b.dat',
      `${'x'.repeat(250)}.dat`,
      'folder/new.dat',
    ];
    for (const path of paths) {
      for (const ask of [
        read(path),
        write(path),
        (done: () => void) => sftp.unlink(path, done),
        (done: () => void) => sftp.stat(path, done),
        (done: () => void) => sftp.rename('busy.dat', path, done),
      ])
        expect([path, await outcomeOf(ask)]).toEqual([path, MISSING]);
      expect([path, await outcomeOf((done) => sftp.readdir(path, done))]).not.toEqual([path, 'done']);
    }
    // From the root there is no way up.
    expect(await outcomeOf(read('/../../outside.dat'))).toBe(MISSING);
    for (const ask of [
      read('link.dat'),
      write('link.dat'),
      (done: () => void) => sftp.unlink('link.dat', done),
    ])
      expect(await outcomeOf(ask)).toBe('This is no plain file.');
    expect(await readdir(folderOf(gateway.keyed))).toContain('secret.dat');
    expect(await readFile(folderOf(gateway.keyed, 'secret.dat'), 'utf8')).toBe('of another realm');
    const names = await new Promise<string[]>((resolve, reject) =>
      sftp.readdir('/', (error, list) =>
        error ? reject(error) : resolve(list.map(({ filename }) => filename)),
      ),
    );
    expect(names.sort()).toEqual(['busy.dat', 'done', 'failed']);
  });

  test('there are no links, folders, shells, commands or tunnels', async () => {
    expect(await outcomeOf((done) => sftp.symlink('/etc/passwd', 'p.dat', done))).not.toBe('done');
    expect(await outcomeOf((done) => sftp.readlink('link.dat', done))).not.toBe('done');
    expect(await outcomeOf((done) => sftp.mkdir('more', done))).toMatch(/no folders but/);
    expect(await outcomeOf((done) => sftp.rmdir('done', done))).toMatch(/no folders but/);
    expect(await outcomeOf(write('done/new.dat'))).toMatch(/put into the folder above/);
    expect(await outcomeOf((done) => sftp.rename('busy.dat', 'done/busy.dat', done))).toMatch(
      /stay in their folder/,
    );
    expect(await outcomeOf((done) => ssh.exec('id', done))).not.toBe('done');
    expect(await outcomeOf((done) => ssh.shell(done))).not.toBe('done');
    expect(await outcomeOf((done) => ssh.subsys('netconf', done))).not.toBe('done');
    expect(await outcomeOf((done) => ssh.forwardOut('127.0.0.1', 1, '127.0.0.1', 22, done))).not.toBe('done');
    expect(await outcomeOf((done) => ssh.forwardIn('127.0.0.1', 0, done))).not.toBe('done');
  });

  test('what is cut off leaves nothing, and a full folder takes no more', async () => {
    const { normal } = gateway;
    const handle = await new Promise<Buffer>((resolve, reject) =>
      sftp.open('cut.dat', 'w', (error, opened) => (error ? reject(error) : resolve(opened))),
    );
    const put = (at: number, bytes: number): Promise<string> =>
      outcomeOf((done) => sftp.write(handle, Buffer.alloc(bytes), 0, bytes, at, done));
    expect(await put(0, 30_000)).toBe('done');
    expect(await exists(folderOf(normal), 'cut.dat')).toBe(false);
    expect(await put(ROOM, 1)).toMatch(/The folder is full/);
    expect(await put(2 ** 52, 1)).toMatch(/The folder is full/);
    const more = await Promise.all(Array.from({ length: 16 }, (_, i) => outcomeOf(write(`h${i}.txt`))));
    expect(more.filter((each) => each !== 'done')).toEqual(['Too many files are open.']);
    const closed = once(ssh, 'close');
    (ssh as unknown as { _sock: { destroy(): void } })._sock.destroy();
    await closed;
    await until(async () => !(await readdir(folderOf(normal))).some((name) => /^cut|^\.upload/.test(name)));
    ssh = await sshConnection({ port, username: 'normal', password: PASSWORD });
    sftp = await sftpOf(ssh);
  });

  test('a realm has so many connections, and one that does nothing ends', async () => {
    const more = await Promise.all(
      [1, 2].map(() => sshConnection({ port, username: 'normal', password: PASSWORD })),
    );
    await expect(sshConnection({ port, username: 'normal', password: PASSWORD })).rejects.toThrow();
    const another = await sshConnection({ port, username: 'keyed', password: PASSWORD });
    await Promise.all([...more, another].map((each) => once(each, 'close')));
    ssh = await sshConnection({ port, username: 'normal', password: PASSWORD });
  });
});

test('a file in the folder of a realm names that realm', async () => {
  const { normal, keyed } = gateway;
  await writeFile(join(client, 'foreign.dat'), text(keyed, 'email,customer_key^f@foreign.example,F'));
  const put = await openSshSftp(login(normal), ['put foreign.dat', 'put news.sig foreign.sig']);
  expect(put).toMatchObject({ code: 0 });
  await until(() => exists(folderOf(normal, 'failed'), 'foreign.dat'));
  expect(await readFile(folderOf(normal, 'failed', 'foreign.dat.report'), 'utf8')).toContain(
    'FAILURE: it names another realm than normal, whose folder this is',
  );
  expect(await onList(keyed, '%@foreign.example')).toEqual([]);
});

test('a gateway that stops lets an upload finish, and ends who does nothing', async () => {
  const { normal } = gateway;
  const [busy, idle] = [
    await sshConnection({ port, username: 'normal', password: PASSWORD }),
    await sshConnection({ port, username: 'keyed', password: PASSWORD }),
  ];
  const sftp = await sftpOf(busy);
  const handle = await new Promise<Buffer>((resolve, reject) =>
    sftp.open('late.dat', 'w', (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  const [ended, gone] = [once(idle, 'close'), once(busy, 'close')];
  const closing = gateway.gateway.close();
  await ended;
  expect(await outcomeOf((done) => sftp.write(handle, Buffer.from('late'), 0, 4, 0, done))).toBe('done');
  expect(await outcomeOf((done) => sftp.close(handle, done))).toBe('done');
  await gone;
  await closing;
  expect(await readFile(folderOf(normal, 'late.dat'), 'utf8')).toBe('late');
});
