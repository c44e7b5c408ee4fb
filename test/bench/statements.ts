/**
 * What the measured operations ask of the database, as plain SQL. Written out on purpose: this is the work that no
 * gateway could avoid. `checkStatements` makes sure that the operations still issue exactly these.
 */
import { createHash } from 'node:crypto';
import type { SqlValue } from '../../src/db/sql';

/** What the statements of one call share. */
export interface StatementCall {
  readonly realmId: number;
  readonly listId: number;
  /** Makes key and address. */
  readonly number: number;
  readonly now: Date;
  contactId: number;
}

export interface Statement {
  readonly sql: string;
  readonly on: 'realm' | 'control';
  /** False for a statement that is sent as text. */
  readonly prepared: boolean;
  readonly values?: (call: StatementCall) => SqlValue[];
  /** Takes from the answer what later statements need. @throws if the answer is not what it must be */
  readonly use?: (call: StatementCall, found: readonly { [column: string]: unknown }[]) => void;
}

/** Numbers have as many digits as the marks in the prepared requests. */
const digits = (number: number): string => String(number).padStart(9, '0');
export const keyOf = (number: number): string => `K${digits(number)}`;
export const emailOf = (number: number): string => `k${digits(number)}@customer.example`;

const sha256 = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();
const key = ({ number }: StatementCall): Buffer => Buffer.from(keyOf(number));

const CONTACT =
  'SELECT contacts.contact_id, contacts.email, contacts.first_name, contacts.email_as_given, contacts.first_name_as_given, ' +
  'contacts.last_name, contacts.company, contacts.address_1, contacts.address_2, contacts.city, contacts.state, contacts.zip, ' +
  'contacts.country, contacts.phone, contacts.fax, contacts.created_at, contacts.customer_key ' +
  'FROM contacts WHERE realm_id = ? AND customer_key = ? ORDER BY contact_id LIMIT 1';

const LIST =
  'SELECT list_id, list_type, folder_id, name, description, from_address, reply_to_address, errors_to_address, template_id, ' +
  'signup_template_id, cancel_template_id, send_signup_ack, send_cancel_ack, external_signup_link, external_cancel_link, ' +
  'opt_in, opt_out, track_html_reads, track_click_throughs, tracking_base_url, multipart, wrap_plain_text, wrap_html, ' +
  'use_aol, vmta FROM lists WHERE realm_id = ? AND list_id = ?';

const realm = { on: 'realm', prepared: true } as const;
const text = { on: 'realm', prepared: false } as const;

const userGetAllDataByCustomerKey: readonly Statement[] = [
  {
    ...realm,
    sql: CONTACT,
    values: (call) => [call.realmId, key(call)],
    use: (call, [contact]) => {
      call.contactId = Number(contact?.contact_id);
      if (!call.contactId) throw new Error(`there is no contact ${keyOf(call.number)}`);
    },
  },
  {
    ...realm,
    sql:
      'SELECT s.list_id AS listId, l.name AS listName, s.email_format AS emailFormat, s.created_at AS createdAt ' +
      'FROM subscriptions s JOIN lists l ON l.realm_id = s.realm_id AND l.list_id = s.list_id ' +
      'WHERE s.realm_id = ? AND s.contact_id = ? ORDER BY s.list_id',
    values: ({ realmId, contactId }) => [realmId, contactId],
  },
  {
    ...realm,
    sql:
      'SELECT f.name, f.field_type, v.text_value, v.date_value FROM contact_values v ' +
      'JOIN custom_fields f ON f.realm_id = v.realm_id AND f.field_id = v.field_id ' +
      'WHERE v.realm_id = ? AND v.contact_id = ? ORDER BY f.name',
    values: ({ realmId, contactId }) => [realmId, contactId],
  },
];

/** Its connection does not commit by itself, so that the first statement begins the transaction. */
const userSubscribeByCustomerKey: readonly Statement[] = [
  { ...realm, sql: LIST, values: ({ realmId, listId }) => [realmId, listId] },
  {
    ...realm,
    sql: CONTACT,
    values: (call) => [call.realmId, key(call)],
    use: (call, found) => {
      if (found.length > 0) throw new Error(`${keyOf(call.number)} is no new contact`);
    },
  },
  {
    on: 'control',
    prepared: true,
    sql: 'SELECT 1 AS found FROM universal_opt_outs WHERE email_hash = ?',
    values: ({ number }) => [sha256(emailOf(number))],
  },
  {
    ...realm,
    sql: 'SELECT level FROM opt_outs WHERE realm_id = ? AND identity_hash = ? AND list_id IN (0, ?) ORDER BY level DESC LIMIT 1',
    values: ({ realmId, listId, number }) => [realmId, sha256(`customer_key\0${keyOf(number)}`), listId],
  },
  {
    ...realm,
    sql:
      'INSERT INTO contacts (realm_id, email, first_name, email_as_given, first_name_as_given, created_at, updated_at, ' +
      'customer_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    values: (call) => {
      const email = emailOf(call.number);
      return [call.realmId, email, '', email, '', call.now, call.now, key(call)];
    },
    use: (call, result) => {
      call.contactId = (result as unknown as { insertId: number }).insertId;
    },
  },
  {
    ...realm,
    sql:
      'INSERT IGNORE INTO subscriptions (realm_id, contact_id, list_id, email_format, created_at) ' +
      'SELECT ?, ?, ?, ?, ? FROM DUAL WHERE NOT EXISTS (SELECT 1 AS found FROM forgotten_identifiers ' +
      'WHERE realm_id = ? AND identifier_hash IN (?) LIMIT 1 FOR UPDATE)',
    // Whose hash it is makes no difference to the database.
    values: ({ realmId, contactId, listId, number, now }) => [
      realmId,
      contactId,
      listId,
      99,
      now,
      realmId,
      sha256(keyOf(number)),
    ],
  },
  {
    ...text,
    sql:
      'INSERT INTO events (realm_id, event_type, occurred_at, contact_id, campaign_id, list_id, link_id, address, browser, ' +
      'operating_system, client_type, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    values: ({ realmId, contactId, listId, now }) => [
      realmId,
      1,
      now,
      contactId,
      0,
      listId,
      0,
      '',
      '',
      '',
      '',
      '',
    ],
  },
  { ...text, sql: 'COMMIT' },
];

/** Whether statements are those of one transaction. */
export const isTransaction = (statements: readonly Statement[]): boolean =>
  statements.at(-1)?.sql === 'COMMIT';

export const STATEMENTS = { userGetAllDataByCustomerKey, userSubscribeByCustomerKey } as const;
