/** Records that mail came back: the bounce, its event, and what the rules make of it, in the caller's transaction. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { suppress, type Suppression } from '../suppression/suppressions';
import { recordEvents } from '../events/events';
import { BOUNCE_TYPES, type BounceEvent, type BounceType } from './verdict';

/** When bounces end in suppression. A hard bounce or a complaint does at once, a block never. */
export interface BounceRules {
  /** So many messages that came back softly ... */
  readonly softBounces: number;
  /** ... within so many days. */
  readonly softDays: number;
}

export const DEFAULT_BOUNCE_RULES: BounceRules = { softBounces: 5, softDays: 30 };

export interface Bounce {
  readonly type: BounceType;
  readonly category: string;
  /** From 0 to 1. */
  readonly confidence: number;
  readonly status: string | null;
  readonly diagnostic: string;
  /** Address that was mailed, folded. */
  readonly email: string;
  readonly messageId: number;
  /** 0 for none; the same for the other two. */
  readonly contactId: number;
  readonly campaignId: number;
  readonly listId: number;
  readonly source: 'delivery' | 'return mail' | 'import';
}

/** A hard bounce that is less sure than this counts as a soft one. */
export const MIN_CONFIDENCE = 0.8;

/** @returns false if the same was recorded before, and nothing changes */
export async function recordBounce(
  sql: Sql,
  realm: Pick<Realm, 'realmId'>,
  bounce: Bounce,
  rules: BounceRules,
  now: Date,
): Promise<boolean> {
  const { type, category, email, contactId, campaignId, listId } = bounce;
  const { affectedRows, insertId } = await sql.write(
    `INSERT IGNORE INTO bounces (realm_id, event_type, category, confidence, status, email, message_id, contact_id,
       campaign_id, list_id, source, diagnostic, received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      realm.realmId,
      type,
      category.slice(0, 32),
      Math.round(bounce.confidence * 100),
      bounce.status ?? '',
      email,
      bounce.messageId,
      contactId,
      campaignId,
      listId,
      bounce.source,
      oneLine(bounce.diagnostic),
      now,
    ],
  );
  if (affectedRows === 0) return false;
  const event = { type: eventOf(type), occurredAt: now, contactId, campaignId, listId, detail: category };
  await recordEvents(sql, realm, [event]);
  const why = await suppressionFor(sql, realm, bounce, rules, now);
  if (why) await suppress(sql, realm, email, why, insertId, now);
  return true;
}

async function suppressionFor(
  sql: Sql,
  realm: Pick<Realm, 'realmId'>,
  { type, confidence, email }: Bounce,
  { softBounces, softDays }: BounceRules,
  now: Date,
): Promise<Suppression | null> {
  if (type === BOUNCE_TYPES.complaint) return 'complaint';
  if (type === BOUNCE_TYPES.block) return null;
  if (type === BOUNCE_TYPES.hardBounce && confidence >= MIN_CONFIDENCE) return 'hardBounce';
  // Locked, so that bounces that arrive together see each other.
  const [row] = await sql.rows<{ messages: number }>(
    `SELECT COUNT(DISTINCT message_id) AS messages FROM bounces
      WHERE realm_id = ? AND email = ? AND received_at > ? AND counts AND event_type IN (30, 31) FOR UPDATE`,
    [realm.realmId, email, new Date(now.getTime() - softDays * 86_400_000)],
  );
  return row!.messages >= softBounces ? 'softBounces' : null;
}

const eventOf = (type: BounceType): BounceEvent =>
  (Object.keys(BOUNCE_TYPES) as BounceEvent[]).find((name) => BOUNCE_TYPES[name] === type)!;

const oneLine = (text: string): string =>
  [
    ...text
      .toWellFormed()
      .replace(/[\p{Cc}\s]+/gu, ' ')
      .trim(),
  ]
    .slice(0, 255)
    .join('');
