/** A realm with mail for tests of sending: its databases, `sendMessage` in a real transaction, and workers. */
import { Registry } from '../../src/contract/registry';
import { SubscriberTokens } from '../../src/secrets/subscriberTokens';
import type { IdentitySchemeName } from '../../src/core/identity/identityScheme';
import { identityScheme } from '../../src/core/identity/schemes';
import { createList } from '../../src/core/lists/lists';
import type { List } from '../../src/core/lists/list';
import type { Realm } from '../../src/core/realms/realm';
import { UniversalOptOuts } from '../../src/core/suppression/universalOptOuts';
import { Smartget } from '../../src/fetching/smartget';
import { ListHeaders } from '../../src/delivery/listHeaders';
import { LinkValueSigner } from '../../src/secrets/linkValueSigner';
import type { Database } from '../../src/db/database';
import type { Sql } from '../../src/db/sql';
import type { DeliveryOptions } from '../../src/delivery/deliveryOptions';
import { DeliveryWorker } from '../../src/delivery/deliveryWorker';
import { LaunchMessages } from '../../src/delivery/launchMessages';
import type { Transport } from '../../src/delivery/transport';
import { sendMessage } from '../../src/operations/messages/sendMessage';
import type { TestDatabase } from './testDatabase';

export interface StoredMessage {
  readonly message_id: number;
  readonly contact_id: number | null;
  readonly campaign_id: number;
  readonly internet_message_id: string;
  readonly recipient: string;
  readonly sender: string;
  readonly envelope_sender: string;
  readonly subject: string;
  readonly plain_text: string | null;
  readonly html: string | null;
  readonly status: string;
  readonly outcome: string;
  readonly attempts: number;
}

export interface MailRealm {
  readonly realm: Realm;
  readonly database: Database;
  readonly control: Database;
  readonly universal: UniversalOptOuts;
  readonly tags: SubscriberTokens;
  /** Notes that operations left, oldest first. */
  readonly notes: { event: string; details: Readonly<Record<string, string | number>> }[];
  /** What the workers logged. */
  readonly logged: { event: string; details: unknown }[];
  list(settings?: Partial<List>): Promise<number>;
  /** Adds a contact. @returns its id */
  contact(fields: { email: string; first?: string; last?: string; key?: string }): Promise<number>;
  /** Calls `sendMessage` as the pipeline would; arguments that are not given are null. @throws {ApiError} */
  send(input: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** What workers and routes need besides their ways out. */
  readonly deliveryOptions: Omit<DeliveryOptions, 'transport'>;
  worker(transport: Transport, options?: Partial<DeliveryOptions>): DeliveryWorker;
  /** All messages, oldest first. */
  messages(): Promise<StoredMessage[]>;
  attempts(messageId: number): Promise<{ attempt: number; result: string; response: string }[]>;
  queued(): Promise<number>;
}

export async function mailRealm(
  databases: TestDatabase,
  scheme: IdentitySchemeName,
  options: { readonly allowPrivate?: string } = {},
): Promise<MailRealm> {
  const { database: control } = await databases.control();
  const { database } = await databases.realm(scheme);
  const realm: Realm = {
    realmId: 1301,
    name: 'test',
    databaseId: 1201,
    timeZone: 'America/New_York',
    switches: new Set(),
    brand: { name: 'test', logo: '', colour: '' },
    identity: identityScheme(scheme),
  };
  const universal = new UniversalOptOuts(control);
  const tags = new SubscriberTokens(Buffer.alloc(32, 7));
  const notes: MailRealm['notes'] = [];
  const logged: MailRealm['logged'] = [];
  const operation = new Registry([sendMessage]).get('sendMessage')!;
  const nothing = Object.fromEntries(Object.keys(operation.parameters).map((name) => [name, null]));
  const workers: DeliveryWorker[] = [];
  const services = {
    subscriberTokens: tags,
    smartget: new Smartget({ allowPrivate: options.allowPrivate ?? '' }),
    publicUrl: '',
    tracking: { linkSigner: new LinkValueSigner(Buffer.alloc(32, 7)) },
    universalOptOuts: universal,
    mail: { messageIdDomain: 'gateway.example', defaultSender: '' },
    wakeDelivery: (databaseId: number) => workers.forEach((worker) => worker.wake(databaseId)),
    note: (event: string, details: Readonly<Record<string, string | number>>) =>
      notes.push({ event, details }),
  };
  const deliveryOptions: Omit<DeliveryOptions, 'transport'> = {
    databases: () => Promise.resolve([{ databaseId: realm.databaseId, database }]),
    realmOf: () => Promise.resolve(realm),
    universalOptOuts: universal,
    launchMessages: new LaunchMessages({
      subscriberTokens: tags,
      publicUrl: 'https://mail.example',
      linkSigner: new LinkValueSigner(Buffer.alloc(32, 7)),
    }),
    listHeaders: new ListHeaders({
      subscriberTokens: tags,
      publicUrl: 'https://mail.example',
      domain: 'gateway.example',
    }),
    log: {
      info: (event, details) => logged.push({ event, details }),
      warn: (event, details) => logged.push({ event, details }),
    },
    leaseSeconds: 30,
    giveUpHours: 1,
    pollSeconds: 0.2,
    retryDelays: [10],
  };
  return {
    realm,
    deliveryOptions,
    database,
    control,
    universal,
    tags,
    notes,
    logged,
    list: (settings = {}) =>
      createList(
        database,
        realm,
        { name: `list ${Math.random()}`, fromAddress: '"The list" <list@sender.example>', ...settings },
        new Date(),
      ),
    async contact({ email, first = '', last = '', key }) {
      const { insertId } = await database.write(
        `INSERT INTO contacts (realm_id, ${key === undefined ? '' : 'customer_key, '}email, first_name, email_as_given,
           first_name_as_given, last_name, created_at, updated_at)
         VALUES (?, ${key === undefined ? '' : '?, '}?, ?, ?, ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
        [
          realm.realmId,
          ...(key === undefined ? [] : [Buffer.from(key)]),
          email.toLowerCase(),
          first.toLowerCase(),
          email,
          first,
          last,
        ],
      );
      return insertId;
    },
    async send(input) {
      const later: (() => void)[] = [];
      const given = { ...nothing, session: 'S', ...input };
      const contextOn = (sql: Sql) =>
        ({
          realm,
          sql,
          services,
          now: new Date(),
          afterCommit: (work: () => void) => later.push(work),
        }) as never;
      const prepared = await operation.prepare!(given, contextOn(database));
      const answer = await database.transaction(async (sql) =>
        operation.handler(given, contextOn(sql), prepared as never),
      );
      later.forEach((work) => work());
      return answer;
    },
    worker(transport, options = {}) {
      const worker = new DeliveryWorker({ ...deliveryOptions, transport, ...options });
      workers.push(worker);
      return worker;
    },
    messages: () => database.rows<StoredMessage>('SELECT * FROM messages ORDER BY message_id'),
    attempts: (messageId) =>
      database.rows(
        `SELECT attempt, result, response FROM message_attempts WHERE realm_id = ? AND message_id = ?
         UNION ALL
         SELECT attempts, status, outcome FROM messages WHERE realm_id = ? AND message_id = ? AND status <> 'queued'
         ORDER BY attempt`,
        [realm.realmId, messageId, realm.realmId, messageId],
      ),
    async queued() {
      const [row] = await database.rows<{ n: number }>('SELECT COUNT(*) AS n FROM outbox');
      return row!.n;
    },
  };
}
