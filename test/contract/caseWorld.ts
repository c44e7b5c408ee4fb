/**
 * What the examples of the contract table are about, by the names that they use in braces: made when first asked for,
 * for one case alone, so that no case sees what another one did. Only the campaign of the reports is shared.
 */
import { createArticle, saveVersion } from '../../src/core/articles/articles';
import { EMPTY_ELEMENTS } from '../../src/core/articles/article';
import { SubscriberTokens } from '../../src/secrets/subscriberTokens';
import { createCustomField } from '../../src/core/fields/customFields';
import { createList } from '../../src/core/lists/lists';
import { createRule } from '../../src/core/segmentation/segmentationRules';
import { addSocialProvider } from '../../src/core/social/socialProviders';
import { setSocialPost } from '../../src/core/social/socialPosts';
import { createTemplate } from '../../src/core/templates/templates';
import { recordEvents } from '../../src/core/events/events';
import { makeDefinition } from '../support/abtestParts';
import type { Value } from '../support/doors';
import type { TestGateway, TestRealm } from '../support/testGateway';

export type RealmKind = 'normal' | 'keyed';

/** Where a case happens. */
export interface CasePlace {
  readonly soap: TestGateway['soap'];
  /** The server secret. */
  readonly secret: Buffer;
  readonly at: Omit<TestRealm, 'neighbour'>;
  /** Whether its people have an address of their own, none, or share it with somebody else. */
  readonly addresses: 'own' | 'none' | 'shared';
}

export const placeOf = (gateway: TestGateway, kind: RealmKind): CasePlace => ({
  soap: gateway.soap,
  secret: gateway.secret,
  at: gateway[kind],
  addresses: 'own',
});

/** What there is once in a realm. */
export interface SharedWorld {
  readonly campaign: Readonly<Record<string, Value>>;
}

const MAY = (minute: number): Date => new Date(Date.UTC(2024, 4, 1, 10, minute));
const LINK = 77;
const FIELDS = { visits: 0, since: 2, page: 3, note: 6, score: 7 };

interface Person {
  /** Empty if they have none. */
  readonly email: string;
  /** Empty where the calls name nobody by a key. */
  readonly key: string;
}

const personAt = ({ at, addresses }: CasePlace, email: string, key: string): Person => ({
  email: addresses === 'none' ? '' : email,
  key: at.realm.identity.keyIdentifies ? key : '',
});

async function subscribe(place: CasePlace, { email, key }: Person, listId: number): Promise<number> {
  const { soap, at, addresses } = place;
  const { session, database, realm } = at;
  const go = (customerKey: string, list: number): Promise<unknown> =>
    soap.call(customerKey === '' ? 'userSubscribe' : 'userSubscribeByCustomerKey', {
      session,
      ...(customerKey === '' ? {} : { customerKey }),
      email,
      listId: list,
      emailFormat: 1,
    });
  if (addresses === 'shared') await go(`${key} too`, at.listId);
  await go(key, listId);
  const [row] = await database.rows<{ contact_id: number }>(
    `SELECT contact_id FROM contacts WHERE realm_id = ? AND ${key === '' ? 'email' : 'customer_key'} = ?`,
    [realm.realmId, key === '' ? email : Buffer.from(key)],
  );
  return row!.contact_id;
}

const newList = ({ database, realm }: CasePlace['at'], name: string): Promise<number> =>
  createList(database, realm, { name, fromAddress: '"News" <news@sender.example>' }, new Date());

/**
 * The custom fields, and the campaign of May 2024 with its one reader.
 * @param isFirst false if the realm has the fields of another one already
 */
export async function sharedWorld(place: CasePlace, isFirst = true): Promise<SharedWorld> {
  const { database, realm } = place.at;
  const { realmId } = realm;
  const kind = isFirst ? realm.name : `${realm.name}-${place.addresses}`;
  for (const [name, type] of Object.entries(isFirst ? FIELDS : {}))
    await createCustomField(database, realm, { name, description: '', type }, new Date());
  const reader = personAt(place, `reader-${kind}@example.org`, `Reader ${kind}`);
  const campaignListName = `May of ${kind}`;
  const campaignListId = await newList(place.at, campaignListName);
  const readerId = await subscribe(place, reader, campaignListId);
  const { insertId: campaignId } = await database.write(
    `INSERT INTO campaigns (realm_id, list_id, name, subject, status, recipients, expanded, created_at)
     VALUES (?, ?, '', 'News of May', 'done', 1, 1, '2024-05-01 09:00:00')`,
    [realmId, campaignListId],
  );
  const url = 'https://example.org/a?b=1';
  await database.write(
    'INSERT INTO campaign_links (realm_id, campaign_id, link_id, url_hash, url) VALUES (?, ?, ?, ?, ?)',
    [realmId, campaignId, LINK, Buffer.alloc(32, 1), url],
  );
  const about = { contactId: readerId, campaignId, listId: campaignListId };
  const browser = { browser: 'Firefox 128', operatingSystem: 'Windows 10', clientType: 'desktop' };
  await database.transaction((sql) =>
    recordEvents(sql, realm, [
      { ...about, type: 'sent', occurredAt: MAY(0) },
      { ...about, ...browser, type: 'open', occurredAt: MAY(5) },
      { ...about, ...browser, type: 'click', occurredAt: MAY(6), linkId: LINK },
      { ...about, type: 'unsubscribe', occurredAt: MAY(7) },
      { ...about, type: 'softBounce', occurredAt: MAY(8), detail: 'mailbox-full' },
    ]),
  );
  await database.write(
    `INSERT INTO bounces (realm_id, event_type, category, confidence, status, email, message_id, contact_id,
       campaign_id, list_id, source, diagnostic, received_at)
     VALUES (?, 30, 'mailbox-full', 95, '4.2.2', ?, 1, ?, ?, ?, 'delivery', '', ?)`,
    [realmId, reader.email, readerId, campaignId, campaignListId, MAY(8)],
  );
  const { email: readerEmail, key: readerKey } = reader;
  return { campaign: { campaignId, campaignListId, campaignListName, readerId, readerEmail, readerKey } };
}

/** What a case has; each of the names stands for one thing, however often it is asked for. */
export class CaseWorld {
  readonly #place: CasePlace;
  readonly #mark: string;
  readonly #makers: Readonly<Record<string, () => Promise<Value> | Value>>;
  readonly #made = new Map<string, Promise<Value>>();

  /** @param mark small letters and digits that no other case has */
  constructor(place: CasePlace, shared: SharedWorld, mark: string) {
    this.#place = place;
    this.#mark = mark;
    this.#makers = { ...this.#ownMakers(), ...constants(shared.campaign) };
  }

  /** The thing of that name. */
  get(name: string): Promise<Value> {
    let made = this.#made.get(name);
    if (!made) {
      const make = this.#makers[name];
      if (!make) throw new Error(`the table names {${name}}, which no case has`);
      made = Promise.resolve(make());
      this.#made.set(name, made);
    }
    return made;
  }

  /** A value of the table with things in place of their names. `{,name}` is a further cell if there are keys. */
  async fill(value: Value): Promise<Value> {
    if (typeof value === 'string') return this.#fillText(value);
    if (value instanceof Date || value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return Promise.all((value as Value[]).map((item) => this.fill(item)));
    const fields = Object.entries(value as Readonly<Record<string, Value>>);
    return Object.fromEntries(
      await Promise.all(fields.map(async ([name, field]) => [name, await this.fill(field)] as const)),
    );
  }

  async #fillText(text: string): Promise<Value> {
    const whole = /^\{(\w+)\}$/.exec(text);
    if (whole) return this.get(whole[1]!);
    let filled = '';
    let end = 0;
    for (const match of text.matchAll(/\{(,?)(\w+)\}/g)) {
      const [tag, cell, name] = match;
      const thing = `${(await this.get(name!)) as string | number}`;
      const cellText = this.#place.at.realm.identity.hasKey ? `,"${thing}"` : '';
      filled += text.slice(end, match.index) + (cell ? cellText : thing);
      end = match.index + tag.length;
    }
    return filled + text.slice(end);
  }

  /** Runs a statement of the table. @returns its rows as lists of values */
  async rows(sql: string): Promise<unknown[][]> {
    const names = [...sql.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
    const values = await Promise.all(names.map((name) => this.get(name)));
    const rows = await this.#place.at.database.rowsOf<Record<string, unknown>>(
      sql.replace(/\{\w+\}/g, '?'),
      values as string[],
    );
    return rows.map((row) => Object.values(row));
  }

  #ownMakers(): Readonly<Record<string, () => Promise<Value> | Value>> {
    const mark = this.#mark;
    const { soap, secret, at } = this.#place;
    const { realm, licence, session, database } = at;
    const { keyIdentifies } = realm.identity;
    const named = (name: string): Person =>
      personAt(this.#place, `${name}.${mark}@example.org`, `Key ${name} ${mark}`);
    const now = new Date();
    const list = (name: string) => (): Promise<number> => newList(at, name);
    const person = async (name: string, listId: string): Promise<number> => {
      const contactId = await subscribe(this.#place, named(name), Number(await this.get(listId)));
      await database.write(
        "UPDATE contacts SET last_name = 'Sand', city = 'Oslo' WHERE realm_id = ? AND contact_id = ?",
        [realm.realmId, contactId],
      );
      await database.write(
        `INSERT INTO contact_values (realm_id, contact_id, field_id, text_value, number_value)
         SELECT realm_id, ?, field_id, '3', 3 FROM custom_fields WHERE realm_id = ? AND name = 'visits'`,
        [contactId, realm.realmId],
      );
      return contactId;
    };
    /** For names of things of the person: the person is there. */
    const ofPerson = (value: string) => async (): Promise<string> => {
      await this.get('contactId');
      return value;
    };
    const ofLeaver = (value: string) => async (): Promise<string> => {
      await this.get('leaverId');
      return value;
    };
    /** A person who left a list and opted out of it. */
    const leave = async (contact: string, email: string): Promise<number> => {
      const listId = Number(await this.get('ownLeftListId'));
      const { email: address, key } = named(contact);
      const who = keyIdentifies ? { customerKey: key } : { email: address, firstName: '' };
      await this.get(email);
      await soap.call(keyIdentifies ? 'userUnSubscribeByCustomerKey' : 'userUnSubscribe', {
        session,
        ...who,
        listId,
        optout: true,
        universal: false,
      });
      return listId;
    };
    return {
      session: () => session,
      licence: () => licence,
      realmId: () => realm.realmId,
      isKeyed: () => keyIdentifies,
      ownSession: () => soap.text('beginSession', { license: licence }),

      listName: () => `News ${mark}`,
      listId: list(`News ${mark}`),
      otherListId: list(`Offers ${mark}`),
      otherListIds: async () => `${Number(await this.get('otherListId'))}`,
      /** The list once the person is on it. */
      listOfPerson: async () => {
        await this.get('contactId');
        return this.get('listId');
      },

      contactId: () => person('person', 'listId'),
      email: ofPerson(named('person').email),
      customerKey: ofPerson(named('person').key),
      customerKeyHeading: () => 'customer_key',
      newEmail: () => named('new').email,
      newKey: () => named('new').key,
      to: async () => {
        const [email, key] = [await this.get('email'), await this.get('customerKey')] as string[];
        const ofKey = key ? `<customer_key>${key}</customer_key>` : '';
        return `<to>${email ? `<email>${email}</email>` : ''}${ofKey}</to>`;
      },
      tag: async () =>
        new SubscriberTokens(secret).make({
          realmId: realm.realmId,
          contactId: Number(await this.get('contactId')),
          campaignId: 0,
        }),

      ownLeftListId: list(`Left ${mark}`),
      leftListName: () => `Left ${mark}`,
      /** Of the person of the case. */
      leftListId: () => leave('person', 'contactId'),
      leaverId: async () => {
        const contactId = await person('leaver', 'ownLeftListId');
        this.#made.set('leaverId', Promise.resolve(contactId));
        await leave('leaver', 'leaverId');
        return contactId;
      },
      leaverEmail: ofLeaver(named('leaver').email),
      leaverKey: ofLeaver(named('leaver').key),

      newField: () => `new_${mark}`,
      ownField: async () => {
        await createCustomField(database, realm, { name: `own_${mark}`, description: '', type: 1 }, now);
        return `own_${mark}`;
      },

      newTemplate: () => `New ${mark}`,
      templateId: () =>
        createTemplate(
          database,
          realm,
          { name: `Template ${mark}`, subject: 'News', plainText: 'Dear %%$email%%', html: '<p>News</p>' },
          now,
        ),
      templateName: async () => {
        await this.get('templateId');
        return `Template ${mark}`;
      },
      ruleId: () =>
        createRule(
          database,
          realm,
          { folderId: 0, listId: 0, name: `Rule ${mark}`, description: '', rules: 'city = "Oslo"' },
          now,
        ),
      ruleName: async () => {
        await this.get('ruleId');
        return `Rule ${mark}`;
      },
      articleName: () => `Article ${mark}`,
      articleId: async () => {
        const id = await createArticle(database, realm, { name: `Article ${mark}`, folderId: 0 }, now);
        const version = { ...EMPTY_ELEMENTS, description: 'About Ås', startsAt: new Date(0) };
        await saveVersion(database, realm, id, version, now);
        return id;
      },

      definitionName: () => `Subjects ${mark}`,
      definitionId: async () => {
        const templateId = Number(await this.get('templateId'));
        const listId = Number(await this.get('listId'));
        const samples = { templates: [templateId, templateId], subjects: ['A', 'B'] };
        return makeDefinition({ realm, database }, { name: `Subjects ${mark}`, listId, ...samples });
      },
      /** Of the second sample, of a launch that goes on. */
      sampleId: async () => {
        await this.get('contactId');
        const xmlFlags = `<ab_definition_id>${Number(await this.get('definitionId'))}</ab_definition_id>`;
        await soap.call('listRun', { session, xmlFlags });
        const [sample] = await database.rows<{ encrypted_id: string }>(
          `SELECT s.encrypted_id FROM ab_result_samples s JOIN ab_results r ON r.realm_id = s.realm_id AND r.ab_result_id = s.ab_result_id
            WHERE r.realm_id = ? AND r.ab_definition_id = ? AND s.letter = 'B'`,
          [realm.realmId, Number(await this.get('definitionId'))],
        );
        return sample!.encrypted_id;
      },

      accountId: () => addSocialProvider(database, realm, 'TWITTER', `Account ${mark}`, now),
      accountName: async () => {
        await this.get('accountId');
        return `Account ${mark}`;
      },
      postId: async () => {
        const templateId = Number(await this.get('templateId'));
        const [row] = await database.rows<{ id: number }>(
          'SELECT template_social_post_id AS id FROM template_social_posts WHERE realm_id = ? AND template_id = ?',
          [realm.realmId, templateId],
        );
        return row!.id;
      },
      templateWithPost: async () => {
        const templateId = Number(await this.get('templateId'));
        await setSocialPost(database, realm, { templateId, provider: 'FACEBOOK', post: 'Ås & <so>' }, now);
        return templateId;
      },
      newList: () => `Suppressed ${mark}`,
    };
  }
}

const constants = (things: Readonly<Record<string, Value>>): Record<string, () => Value> =>
  Object.fromEntries(Object.entries(things).map(([name, thing]) => [name, () => thing]));
