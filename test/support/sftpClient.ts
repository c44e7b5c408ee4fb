/** Callers of the SFTP server: OpenSSH's own `sftp`, and a library that sends what no honest program does. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, type ConnectConfig, type SFTPWrapper } from 'ssh2';

export interface SftpLogin {
  readonly port: number;
  readonly user: string;
  readonly password?: string;
  /** Path of a private key. */
  readonly key?: string;
  /** Where the client finds and leaves files. */
  readonly directory: string;
}

/** Runs `sftp` with a batch of commands; it stops at the first that fails. */
export async function openSshSftp(
  { port, user, password, key, directory }: SftpLogin,
  batch: readonly string[],
): Promise<{ readonly code: number; readonly out: string; readonly error: string }> {
  const askpass = join(directory, 'askpass');
  await writeFile(askpass, '#!/bin/sh\nprintf "%s\\n" "$SFTP_PASSWORD"\n');
  await chmod(askpass, 0o700);
  const options = [
    'BatchMode=no',
    'StrictHostKeyChecking=accept-new',
    `UserKnownHostsFile=${join(directory, 'known_hosts')}`,
    'NumberOfPasswordPrompts=1',
    'IdentityAgent=none',
    ...(key === undefined
      ? ['PubkeyAuthentication=no']
      : ['IdentitiesOnly=yes', `IdentityFile=${key}`, 'PasswordAuthentication=no']),
  ].flatMap((option) => ['-o', option]);
  const child = spawn(
    'sftp',
    ['-F', '/dev/null', ...options, '-P', String(port), '-b', '-', `${user}@127.0.0.1`],
    {
      cwd: directory,
      env: {
        PATH: process.env.PATH,
        SSH_ASKPASS: askpass,
        SSH_ASKPASS_REQUIRE: 'force',
        SFTP_PASSWORD: password ?? '',
      },
    },
  );
  let out = '';
  let error = '';
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (error += String(chunk)));
  child.stdin.on('error', () => undefined);
  child.stdin.end(`${batch.join('\n')}\n`);
  const [code] = (await once(child, 'close')) as [number];
  return { code, out, error };
}

/** A connection that has logged in. @throws if it was refused */
export async function sshConnection(config: ConnectConfig): Promise<Client> {
  const client = new Client();
  await new Promise<void>((resolve, reject) => {
    client
      .once('ready', resolve)
      .once('error', reject)
      .once('close', () => reject(new Error('closed')));
    client.connect({ host: '127.0.0.1', readyTimeout: 20_000, ...config });
  });
  client.on('error', () => undefined);
  return client;
}

export const sftpOf = (client: Client): Promise<SFTPWrapper> =>
  new Promise((resolve, reject) => client.sftp((error, sftp) => (error ? reject(error) : resolve(sftp))));

/** What became of a request: `done`, or the words of the refusal. */
export const outcomeOf = (ask: (done: (error?: Error | null) => void) => unknown): Promise<string> =>
  new Promise((resolve) => void ask((error) => resolve(error ? error.message : 'done')));
