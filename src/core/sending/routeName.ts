/** Names of sending routes: what a call says, and what the outbox keeps. */

/** The route of everything that names none, and of names that nobody knows. */
export const DEFAULT_ROUTE = 'default';

/** A route's name as the outbox has it: case does not matter, and the default route is the empty name. */
export function outboxRoute(name: string): string {
  const folded = name.trim().toLowerCase();
  return folded === DEFAULT_ROUTE ? '' : [...folded].slice(0, 64).join('');
}
