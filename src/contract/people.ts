/** People: who acts, what their role lets them do, and the line that is kept of what they changed. */
import type { ErrorCode } from './errorCatalogue';

/**
 * Roles, each with the rights of those before it. A viewer looks; a sender writes content and launches; a manager keeps
 * lists, contacts and the access of programs; an owner runs the gateway.
 */
export const ROLES = ['viewer', 'sender', 'manager', 'owner'] as const;
export type Role = (typeof ROLES)[number];

export const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text);

export interface Person {
  /** Who it is, for the audit log: on the command line the name of the operating system's user. */
  readonly actor: string;
  /** Number among the users of the console; missing on the command line. */
  readonly userId?: number;
  /** In the realm of the call; where it is about no realm, on the gateway. */
  readonly role: Role;
}

/** Whether a role is at least the one that an operation asks for. */
export const hasRights = (role: Role, least: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(least);

/** Where a line of the audit log stands: begun, done, or the error that the change ended in. */
export type ChangeOutcome = 'begun' | 'done' | ErrorCode;

/** One change by a person. It names the thing that was changed, never contents or secrets. */
export interface Change {
  readonly actor: string;
  readonly door: string;
  readonly operation: string;
  /** Name or number of the thing, where the operation has one. */
  readonly subject: string | null;
  readonly outcome: ChangeOutcome;
}
