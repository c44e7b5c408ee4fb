/** One block of AES-256, which is a permutation: equal blocks give equal bytes, and nothing else of them shows. */
import { createCipheriv, createDecipheriv } from 'node:crypto';

export const BLOCK_BYTES = 16;

/** @param key 32 bytes. @param block 16 bytes */
export function encryptBlock(key: Buffer, block: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(block), cipher.final()]);
}

export function decryptBlock(key: Buffer, block: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  return Buffer.concat([decipher.update(block), decipher.final()]);
}
