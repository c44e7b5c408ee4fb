/** From claimed rows to messages that can be sent, and what becomes of the others. Everything is asked in bulk. */
import type { Realm } from '../core/realms/realm';
import type { UniversalOptOuts } from '../core/suppression/universalOptOuts';
import type { Sql } from '../db/sql';
import { checkCampaigns } from './checkCampaigns';
import { checkOptOuts } from './checkOptOuts';
import { groupByRealm } from './claim';
import type { LaunchMessages } from './launchMessages';
import type { ListHeaders } from './listHeaders';
import { loadMessages } from './loadMessages';
import {
  brokenOutcome,
  cancelledOutcome,
  markedOutcome,
  suppressedOutcome,
  type Outcome,
  type RetryPolicy,
} from './outcomes';
import type { ClaimedRow, OutgoingMessage } from './outgoingMessage';

export interface Preparation {
  realmOf(realmId: number): Promise<Realm | null>;
  readonly universalOptOuts: UniversalOptOuts;
  readonly launchMessages: LaunchMessages;
  readonly listHeaders: ListHeaders;
}

export interface PreparedBatch {
  readonly ready: OutgoingMessage[];
  /** Those that the relay has already, for which a process that died left a mark. */
  readonly marked: Outcome[];
  /** Outcomes of those that are not to be sent. */
  readonly done: Outcome[];
  /** Rows of launches that are paused. */
  readonly paused: ClaimedRow[];
}

export async function prepareBatch(
  sql: Sql,
  rows: readonly ClaimedRow[],
  preparation: Preparation,
  retry: RetryPolicy,
): Promise<PreparedBatch> {
  const { messages, unreadable } = await loadMessages(sql, rows);
  const prepared: PreparedBatch = {
    ready: [],
    marked: messages.flatMap((message) =>
      message.row.sentAt ? [markedOutcome(message, message.row.sentAt)] : [],
    ),
    done: unreadable.map(({ row, reason }) => brokenOutcome(row, reason, retry)),
    paused: [],
  };
  const unsent = messages.filter(({ row }) => row.sentAt === null);
  for (const [realmId, own] of groupByRealm(unsent.map((message) => ({ ...message.row, message })))) {
    const realm = await preparation.realmOf(realmId);
    const theirs = own.map(({ message }) => message);
    if (realm) await prepareOfRealm(sql, realm, theirs, preparation, retry, prepared);
    else
      prepared.done.push(...theirs.map(({ row }) => brokenOutcome(row, 'the realm does not exist', retry)));
  }
  return prepared;
}

async function prepareOfRealm(
  sql: Sql,
  realm: Realm,
  messages: readonly OutgoingMessage[],
  { universalOptOuts, launchMessages, listHeaders }: Preparation,
  retry: RetryPolicy,
  { ready, done, paused }: PreparedBatch,
): Promise<void> {
  const checks = await checkCampaigns(sql, realm, messages);
  const going = messages.flatMap((message, i) => {
    const { stop, suppressionListId } = checks[i]!;
    if (stop === 'paused') paused.push(message.row);
    if (stop === 'cancelled') done.push(cancelledOutcome(message.row));
    return stop === null ? [{ message, suppressionListId }] : [];
  });
  const optedOut = await checkOptOuts(sql, universalOptOuts, realm, going);
  done.push(...optedOut.filter((outcome) => outcome !== null));
  const wanted = going.filter((_, i) => optedOut[i] === null).map(({ message }) => message);
  const rendered = await launchMessages.render(sql, realm, wanted);
  const complete: OutgoingMessage[] = [];
  wanted.forEach(({ row }, i) => {
    const message = rendered[i]!;
    if (message === 'gone') done.push(suppressedOutcome(row, 'not sent: the contact was deleted'));
    else if (message === 'broken') done.push(brokenOutcome(row, 'the message cannot be made', retry));
    else complete.push(message);
  });
  ready.push(...(await listHeaders.add(sql, realm, complete)));
}
