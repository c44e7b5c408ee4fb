/** Reads the files of claimed messages. */
import type { Attachment } from '../core/messages/attachment';
import type { Sql } from '../db/sql';
import { rowsCondition, rowKeys } from './claim';
import type { ClaimedRow } from './outgoingMessage';

/** @returns by `realmId/messageId`, in their order */
export async function loadAttachments(
  sql: Sql,
  rows: readonly Pick<ClaimedRow, 'realmId' | 'messageId'>[],
): Promise<ReadonlyMap<string, Attachment[]>> {
  const files = new Map<string, Attachment[]>();
  if (rows.length === 0) return files;
  const found = await sql.rowsOf<{
    realm_id: number;
    message_id: number;
    file_name: string;
    content_type: string;
    content: Buffer;
  }>(
    `SELECT realm_id, message_id, file_name, content_type, content FROM message_attachments
      WHERE ${rowsCondition(rows)} ORDER BY realm_id, message_id, attachment`,
    rowKeys(rows),
  );
  for (const { realm_id, message_id, file_name, content_type, content } of found) {
    const key = `${realm_id}/${message_id}`;
    const file = { fileName: file_name, contentType: content_type, content };
    files.set(key, [...(files.get(key) ?? []), file]);
  }
  return files;
}
