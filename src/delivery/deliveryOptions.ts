/** What a delivery worker is given: whom it serves, by which way out, and how fast. */
import type { BounceRules } from '../core/bounces/recordBounce';
import type { Database } from '../db/database';
import type { DomainLimitTable } from './domainLimiter';
import type { OutgoingMessage } from './outgoingMessage';
import type { Preparation } from './prepareBatch';
import type { Transport } from './transport';

/** Where the worker reports; event names and small facts, never addresses or contents. */
export interface DeliveryLog {
  info(event: string, details?: Readonly<Record<string, unknown>>): void;
  warn(event: string, details?: Readonly<Record<string, unknown>>): void;
}

export interface DeliveryOptions extends Preparation {
  /** Realm databases to serve; asked again every few seconds. */
  databases(): Promise<readonly { readonly databaseId: number; readonly database: Database }[]>;
  /** As the outbox names it; the default one unless given. */
  readonly route?: string;
  readonly transport: Transport;
  /** Mails per minute; 0 or nothing for no limit. */
  readonly perMinute?: number;
  /** Limits of destination domains; none unless given. */
  readonly domainLimits?: DomainLimitTable;
  readonly log: DeliveryLog;
  /** After how long without a sign of life others take over what this worker holds. */
  readonly leaseSeconds: number;
  readonly giveUpHours: number;
  /** When what is refused ends in suppression. */
  readonly bounceRules?: BounceRules;
  /** The return path of a message; the one that is stored with it if not given. */
  readonly returnPathFor?: (message: OutgoingMessage) => string;
  /** How often all databases are looked at without being woken. */
  readonly pollSeconds?: number;
  /** Milliseconds before the second attempt, the third, and so on. */
  readonly retryDelays?: readonly number[];
  /** How long a stop waits for mails on their way before it cuts them. */
  readonly stopSeconds?: number;
}
