/**
 * Ids in one encrypted and authenticated block: what the tokens in links, calls and return paths are made of. The same
 * ids give the same bytes every time.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { BLOCK_BYTES, decryptBlock, encryptBlock } from './blockCipher';
import { deriveKey } from './deriveKey';

/** The realm's, of 32 bits, and two of 48. */
export type SealedIds = readonly [realmId: number, id: number, otherId: number];

export class IdSealer {
  readonly #blockKey: Buffer;
  readonly #macKey: Buffer;
  readonly #macBytes: number;

  /** @param purpose what is sealed for one does not open for another */
  constructor(secret: Buffer, purpose: string, macBytes: number) {
    this.#blockKey = deriveKey(secret, `${purpose}/block`);
    this.#macKey = deriveKey(secret, `${purpose}/mac`);
    this.#macBytes = macBytes;
  }

  /** @returns 16 bytes, and those of the MAC */
  seal([realmId, id, otherId]: SealedIds): Buffer {
    const block = Buffer.alloc(BLOCK_BYTES);
    block.writeUIntBE(realmId, 0, 4);
    block.writeUIntBE(id, 4, 6);
    block.writeUIntBE(otherId, 10, 6);
    const sealed = encryptBlock(this.#blockKey, block);
    return Buffer.concat([sealed, this.#mac(sealed)]);
  }

  /** @returns null for anything that was not made here for this purpose */
  open(bytes: Buffer): SealedIds | null {
    if (bytes.length !== BLOCK_BYTES + this.#macBytes) return null;
    const sealed = bytes.subarray(0, BLOCK_BYTES);
    if (!timingSafeEqual(bytes.subarray(BLOCK_BYTES), this.#mac(sealed))) return null;
    const block = decryptBlock(this.#blockKey, sealed);
    return [block.readUIntBE(0, 4), block.readUIntBE(4, 6), block.readUIntBE(10, 6)];
  }

  #mac(sealed: Buffer): Buffer {
    return createHmac('sha256', this.#macKey).update(sealed).digest().subarray(0, this.#macBytes);
  }
}
