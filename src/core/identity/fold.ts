/**
 * How identifying text is brought to the one form that is stored and compared as bytes. Done here and nowhere
 * else, so that identity means the same on every database server; see docs/decisions/0002-identity-and-collations.md.
 */

/** Folds an e-mail address or a first name: composed Unicode, lower case. Accents count. */
export const fold = (text: string): string => text.normalize('NFC').toLowerCase();
