/** Files of a realm in a folder that nobody watches: what is being taken is left alone, and room is counted. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RealmFiles } from '../../src/facades/sftp/realmFiles';
import { temporaryDirectory } from '../support/testServer';

const NEW = { truncate: true, create: true, exclusive: false };
const TAKEN = 'The file is being taken; use another name.';

let directory: string;
let files: RealmFiles;
beforeEach(async () => {
  directory = await temporaryDirectory('files');
  files = new RealmFiles({ directory, mostBytes: 1000 });
  await files.prepare();
});
afterEach(() => rm(directory, { recursive: true }));

const put = (name: string, text = ''): Promise<void> => writeFile(join(directory, name), text);

test('a file whose signal is there belongs to the gateway', async () => {
  await put('a.dat', 'first');
  const early = await files.write('', 'a.dat', NEW);
  await early.file.write('second');
  await put('a.sig');
  await expect(files.write('', 'a.dat', NEW)).rejects.toThrow(TAKEN);
  await expect(files.remove('', 'a.dat')).rejects.toThrow(TAKEN);
  await expect(files.rename('a.dat', 'b.dat')).rejects.toThrow(TAKEN);
  await expect(early.finish()).rejects.toThrow(TAKEN);
  expect(await readFile(join(directory, 'a.dat'), 'utf8')).toBe('first');
  await files.remove('', 'a.sig');
  await files.rename('a.dat', 'b.dat');
  expect((await readdir(directory)).sort()).toEqual(['b.dat', 'done', 'failed']);
});

test('an upload takes the place of a file, or goes on with it, when it is closed', async () => {
  await put('a.dat', 'first');
  const other = await files.write('', 'a.dat', NEW);
  await other.file.write('2nd');
  expect(await readFile(join(directory, 'a.dat'), 'utf8')).toBe('first');
  await other.finish();
  expect(await readFile(join(directory, 'a.dat'), 'utf8')).toBe('2nd');
  const more = await files.write('', 'a.dat', { ...NEW, truncate: false });
  await more.file.write(Buffer.from('!'), 0, 1, more.size);
  await more.finish();
  expect(await readFile(join(directory, 'a.dat'), 'utf8')).toBe('2nd!');
  await expect(files.write('', 'a.dat', { ...NEW, exclusive: true })).rejects.toThrow('such a file already');
  await expect(files.write('', 'c.dat', { ...NEW, create: false })).rejects.toThrow('no such file');
  await put('b.dat');
  await expect(files.rename('a.dat', 'b.dat')).rejects.toThrow('such a file already');
});

test('what is in done counts, and what is removed makes room again', async () => {
  await writeFile(join(directory, 'done', 'old.dat'), 'x'.repeat(900));
  await files.makeRoom(100);
  await expect(files.makeRoom(1)).rejects.toThrow('The folder is full');
  await files.remove('done', 'old.dat');
  await files.makeRoom(900);
});
