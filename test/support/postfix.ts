/**
 * A real Postfix for one test file, with its own settings, queue and mailboxes below a temporary directory. It takes
 * mail for one domain, in which one mailbox exists, and hands return mail to the gateway over LMTP. Postfix needs
 * root; without, sudo has to let us in without a password, as for the packages.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryDirectory } from './testServer';

export const MAIL_DOMAIN = 'there.example';
export const MAILBOX = `ann@${MAIL_DOMAIN}`;

export interface Postfix {
  /** Mails in the one mailbox. */
  mails(): Promise<string[]>;
  log(): Promise<string>;
  stop(): Promise<void>;
}

export interface PostfixPorts {
  readonly smtp: number;
  readonly returnMail: number;
  /** Return mail of this domain goes to the gateway. */
  readonly returnDomain: string;
}

const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
const run = (...words: string[]): void => {
  const [program, ...rest] = [...asRoot, ...words];
  execFileSync(program!, rest);
};

export async function startPostfix(ports: PostfixPorts): Promise<Postfix> {
  const directory = await temporaryDirectory('postfix');
  const at = (...parts: string[]): string => join(directory, ...parts);
  await chmod(directory, 0o755);
  for (const part of ['etc', 'queue', 'data', 'mail']) await mkdir(at(part));
  // The owner of mailboxes may not be root.
  const owner = process.getuid?.() || 65534;
  await writeFile(at('etc/main.cf'), mainSettings(directory, ports, owner));
  await writeFile(at('etc/master.cf'), services(ports));
  run('chown', 'postfix', at('data'));
  run('chown', String(owner), at('mail'));
  run('chown', 'root', at('queue'));
  const [program, ...words] = [...asRoot, '/usr/sbin/postfix', '-c', at('etc'), 'start-fg'];
  const server = spawn(program, words, { stdio: 'ignore' });
  const log = (): Promise<string> => readFile(at('mail.log'), 'utf8').catch(() => '');
  while (!(await log()).includes('daemon started')) {
    if (server.exitCode !== null) throw new Error(`Postfix did not start: ${await log()}`);
    await sleep(50);
  }
  return {
    log,
    async mails() {
      const names = await readdir(at('mail/ann/new')).catch(() => []);
      return Promise.all(names.sort().map((name) => readFile(at('mail/ann/new', name), 'latin1')));
    },
    async stop() {
      const ended = once(server, 'exit');
      run('kill', (await readFile(at('queue/pid/master.pid'), 'utf8')).trim());
      await ended;
      if (asRoot.length > 0) run('chown', '-R', String(owner), directory);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const mainSettings = (directory: string, ports: PostfixPorts, owner: number): string => `
compatibility_level = 3.6
queue_directory = ${directory}/queue
data_directory = ${directory}/data
maillog_file = ${directory}/mail.log
maillog_file_prefixes = ${directory}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.${MAIL_DOMAIN}
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
local_recipient_maps =
# Everybody is taken in at first, as many relays do, so that an unknown user comes back as a bounce.
smtpd_reject_unlisted_recipient = no
smtpd_relay_restrictions = permit_mynetworks, reject
virtual_mailbox_domains = ${MAIL_DOMAIN}
virtual_mailbox_base = ${directory}/mail
virtual_mailbox_maps = inline:{ { ${MAILBOX} = ann/ } }
virtual_uid_maps = static:${owner}
virtual_gid_maps = static:${owner}
relay_domains = ${ports.returnDomain}
transport_maps = inline:{ { ${ports.returnDomain} = lmtp:[127.0.0.1]:${ports.returnMail} } }
default_transport = error:nothing leaves the test
smtpd_tls_security_level = none
lmtp_tls_security_level = none
`;

const services = ({ smtp }: PostfixPorts): string => `
127.0.0.1:${smtp} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`;
