/** The keys by which callers know the SFTP server again: made once, kept in one private file, one for each kind that clients of some age understand. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { utils, type ParsedKey } from 'ssh2';
import { keptFile } from './keptFile';

export interface HostKey {
  /** `ssh-ed25519`, `ecdsa-sha2-nistp256` or `ssh-rsa`. */
  readonly type: string;
  /** `SHA256:...`, as clients show it. */
  readonly fingerprint: string;
  /** As it stands in known_hosts, without the name of the host. */
  readonly publicKey: string;
  /** PEM. */
  readonly privateKey: string;
}

const COMMENT = 'soapstone';
const KINDS: readonly (readonly ['ed25519' | 'ecdsa' | 'rsa', { readonly bits?: number }])[] = [
  ['ed25519', {}],
  ['ecdsa', { bits: 256 }],
  ['rsa', { bits: 3072 }],
];

/** @throws if the file holds something else */
export async function hostKeys(path: string): Promise<readonly HostKey[]> {
  const text = await keptFile(path, async () => (await Promise.all(KINDS.map(makeKey))).join(''));
  const blocks = text.match(/-----BEGIN [^-]+-----[\s\S]+?-----END [^-]+-----/g) ?? [];
  if (blocks.length === 0)
    throw new Error(`${path} does not hold a host key; restore it, or remove it and a new one is made`);
  return blocks.map((privateKey) => {
    const parsed = utils.parseKey(privateKey) as ParsedKey | ParsedKey[] | Error;
    const key = Array.isArray(parsed) ? parsed[0] : parsed;
    if (!key || key instanceof Error || !key.isPrivateKey())
      throw new Error(`${path} holds a host key that cannot be read; restore it from a backup`);
    const bytes = key.getPublicSSH();
    return {
      type: key.type,
      fingerprint: `SHA256:${createHash('sha256').update(bytes).digest('base64').replace(/=+$/, '')}`,
      publicKey: `${key.type} ${bytes.toString('base64')}`,
      privateKey,
    };
  });
}

async function makeKey([type, options]: (typeof KINDS)[number]): Promise<string> {
  const generate = promisify(utils.generateKeyPair) as (
    type: string,
    options: object,
  ) => Promise<{ readonly private: string }>;
  const { private: text } = await generate(type, { ...options, comment: COMMENT });
  return `${text.trimEnd()}\n`;
}
