/** Keys are stored and compared as the bytes of their text. */
export const keyBytes = (key: string): Buffer => Buffer.from(key, 'utf8');

/** The key of a row, or null if the realm or the contact has none. */
export const keyText = (bytes: Buffer | null | undefined): string | null => bytes?.toString('utf8') ?? null;
