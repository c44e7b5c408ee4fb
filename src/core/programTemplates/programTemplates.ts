/** Templates that programs write in Handlebars. */
import type { Sql } from '../../db/sql';
import type { Realm } from '../realms/realm';
import { readData, storedData, type DataFields } from '../profiles/dataValue';

export interface ProgramTemplate {
  readonly templateId: number;
  /** Empty for none. */
  readonly clientId: string;
  readonly name: string;
  readonly messageTypeId: number;
  readonly subject: string;
  readonly html: string;
  readonly plainText: string;
  /** Sender and whatever else the program said of it. */
  readonly details: DataFields;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export type TemplateContent = Omit<ProgramTemplate, 'templateId' | 'createdAt' | 'updatedAt'>;

const SELECT = `SELECT template_id AS templateId, client_id AS clientId, name, message_type_id AS messageTypeId, subject, html,
  plain_text AS plainText, details, created_at AS createdAt, updated_at AS updatedAt FROM program_templates`;

type Row = Omit<ProgramTemplate, 'details'> & { readonly details: string };
const toTemplate = (row: Row): ProgramTemplate => ({ ...row, details: readData(row.details) });

export async function findProgramTemplate(
  sql: Sql,
  { realmId }: Realm,
  templateId: number,
): Promise<ProgramTemplate | null> {
  const [row] = await sql.rows<Row>(`${SELECT} WHERE realm_id = ? AND template_id = ?`, [
    realmId,
    templateId,
  ]);
  return row ? toTemplate(row) : null;
}

/** Those that a program gave a name, the oldest first. */
export async function programTemplatesNamed(
  sql: Sql,
  { realmId }: Realm,
  clientId: string,
): Promise<ProgramTemplate[]> {
  const rows = await sql.rows<Row>(`${SELECT} WHERE realm_id = ? AND client_id = ? ORDER BY template_id`, [
    realmId,
    clientId,
  ]);
  return rows.map(toTemplate);
}

/** All of a realm, the oldest first. */
export async function programTemplates(sql: Sql, { realmId }: Realm): Promise<ProgramTemplate[]> {
  const rows = await sql.rows<Row>(`${SELECT} WHERE realm_id = ? ORDER BY template_id`, [realmId]);
  return rows.map(toTemplate);
}

/** @returns the number of the new template */
export async function createProgramTemplate(
  sql: Sql,
  { realmId }: Realm,
  content: TemplateContent,
  now: Date,
): Promise<number> {
  const { clientId, name, messageTypeId, subject, html, plainText, details } = content;
  const { insertId } = await sql.write(
    `INSERT INTO program_templates (realm_id, client_id, name, message_type_id, subject, html, plain_text, details, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [realmId, clientId, name, messageTypeId, subject, html, plainText, storedData(details), now, now],
  );
  return insertId;
}

export async function changeProgramTemplate(
  sql: Sql,
  { realmId }: Realm,
  templateId: number,
  { clientId, name, messageTypeId, subject, html, plainText, details }: TemplateContent,
  now: Date,
): Promise<void> {
  await sql.write(
    `UPDATE program_templates SET client_id = ?, name = ?, message_type_id = ?, subject = ?, html = ?, plain_text = ?, details = ?, updated_at = ?
      WHERE realm_id = ? AND template_id = ?`,
    [clientId, name, messageTypeId, subject, html, plainText, storedData(details), now, realmId, templateId],
  );
}

/** @returns false if a campaign uses it, or there is none */
export async function deleteProgramTemplate(
  sql: Sql,
  { realmId }: Realm,
  templateId: number,
): Promise<boolean> {
  const { affectedRows } = await sql.write(
    `DELETE FROM program_templates WHERE realm_id = ? AND template_id = ?
       AND NOT EXISTS (SELECT 1 FROM program_campaigns c WHERE c.realm_id = ? AND c.template_id = program_templates.template_id)`,
    [realmId, templateId, realmId],
  );
  return affectedRows > 0;
}
