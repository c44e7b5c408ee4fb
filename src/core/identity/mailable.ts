/** Whether mail can go to an address of a contact at all. */
import { fold } from './fold';
import type { IdentityScheme } from './identityScheme';

/** @returns why no mail can go there, or null */
export function unmailable(
  { placeholderDomain }: IdentityScheme,
  email: string,
): 'noAddress' | 'placeholder' | null {
  if (email === '') return 'noAddress';
  return placeholderDomain !== null && fold(email).endsWith(`@${placeholderDomain}`) ? 'placeholder' : null;
}
