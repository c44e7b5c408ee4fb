/** Authenticated encryption under the server secret, with a key of its own for each purpose. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deriveKey } from './deriveKey';

/** What is sealed. A text sealed for one purpose does not open for another. */
export type SealPurpose = 'licence' | 'database-url' | 'route-url' | 'dkim-key' | 'totp-secret';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export class Sealer {
  readonly #secret: Buffer;
  readonly #keys = new Map<SealPurpose, Buffer>();

  /** @param secret 32 bytes, see `serverSecret` */
  constructor(secret: Buffer) {
    this.#secret = secret;
  }

  /**
   * Encrypts `text` (AES-256-GCM) and binds it to `context`, which is not stored in it.
   * @returns nonce, ciphertext and tag in one
   */
  seal(purpose: SealPurpose, text: string, context: Buffer = Buffer.alloc(0)): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key(purpose), nonce).setAAD(context);
    return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  }

  /** The sealed text, or null if it was changed, belongs to another context, or was sealed under another secret. */
  unseal(purpose: SealPurpose, sealed: Buffer, context: Buffer = Buffer.alloc(0)): string | null {
    if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.#key(purpose), nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(context).setAuthTag(sealed.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([
        decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)),
        decipher.final(),
      ]).toString('utf8');
    } catch {
      return null;
    }
  }

  #key(purpose: SealPurpose): Buffer {
    let key = this.#keys.get(purpose);
    if (!key) {
      key = deriveKey(this.#secret, `soapstone ${purpose}`);
      this.#keys.set(purpose, key);
    }
    return key;
  }
}
