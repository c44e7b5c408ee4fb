/** Keys for single purposes, made of one secret. */
import { hkdfSync } from 'node:crypto';

/** @returns 32 bytes; those of one purpose say nothing about those of another */
export const deriveKey = (secret: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
