/** Telephone numbers as identifiers: the digits count, and nothing else. */
import type { IdentityScheme } from './identityScheme';

const digitsOf = (text: string): string => text.replace(/\D/g, '');

/** Whether a text can name anybody as a telephone number. */
export const isPhoneNumber = (text: string): boolean => digitsOf(text) !== '';

/** What is stored for a number: where numbers are looked up, digits, and the plus if one was given. */
export function storedPhone({ lookUp }: IdentityScheme, text: string): string {
  if (!lookUp.includes('phone') || !isPhoneNumber(text)) return text;
  return `${text.trim().startsWith('+') ? '+' : ''}${digitsOf(text)}`;
}

/** The two ways in which a number can be stored. */
export const phoneForms = (text: string): string[] => [digitsOf(text), `+${digitsOf(text)}`];
