/**
 * What a test needs that shows each call the things of another realm: one of every kind in a realm, and for each the
 * same argument three times, with what is the realm's own, what its neighbour has, and what nobody has.
 */
import { insertRows } from '../../src/db/bulkRows';
import type { SqlValue } from '../../src/db/sql';
import { recordEvents } from '../../src/core/events/events';
import { identityHashes } from '../../src/core/identity/identityHash';
import { createRule } from '../../src/core/segmentation/segmentationRules';
import { addSocialProvider } from '../../src/core/social/socialProviders';
import { PublicTokens } from '../../src/secrets/publicTokens';
import { makeDefinition } from './abtestParts';
import type { Value } from './doors';
import { THEIRS } from './neighbour';
import type { TestGateway } from './testGateway';

/** Three values of an argument: of this realm, of the neighbour, of nobody. */
export interface Named {
  readonly own: Value;
  readonly theirs: Value;
  readonly nowhere: Value;
}

/** What arguments can name. */
export type Thing =
  | 'address'
  | 'key'
  | 'tag'
  | 'contact'
  | 'fieldName'
  | 'fieldOfData'
  | 'list'
  | 'lists'
  | 'listName'
  | 'folder'
  | 'templateOfList'
  | 'template'
  | 'templateName'
  | 'templateNumber'
  | 'rule'
  | 'ruleName'
  | 'ruleText'
  | 'campaign'
  | 'url'
  | 'abDefinition'
  | 'sample'
  | 'provider'
  | 'username'
  | 'realm'
  | 'suppressionName'
  | 'records'
  | 'recipient'
  | 'launchFlags'
  | 'sendFlags'
  | 'value';

/** Names of what is the realm's own. They stand in the test file, whose words the neighbour has too. */
export interface OwnWords {
  readonly name: string;
  readonly email: string;
  readonly customerKey: string;
  readonly fieldName: string;
  readonly url: string;
}

export interface NamedThings {
  readonly templateId: number;
  readonly ruleId: number;
  readonly campaignId: number;
  readonly abDefinitionId: number;
  readonly contactId: number;
  readonly providerId: number;
  readonly values: Readonly<Record<Thing, Named>>;
  /** Calls change and delete what they are given, so each begins with the realm as it was. */
  reset(): Promise<void>;
}

export const NOBODY = 424_242;
const AT = new Date('2024-02-03T04:05:06Z');

/** What calls of the walk write in their own realm. */
const CHANGED = [
  'contacts',
  'contact_values',
  'subscriptions',
  'opt_outs',
  'custom_fields',
  'templates',
  'social_providers',
  'suppression_lists',
];

/** Puts one thing of every kind into the realm. @param own words that the test file mentions, too */
export async function makeNamedThings(
  gateway: TestGateway,
  kind: 'normal' | 'keyed',
  { name, email, customerKey, fieldName, url }: OwnWords,
): Promise<NamedThings> {
  const realm = gateway[kind];
  const { database, realm: facts, listId, session } = realm;
  const templateId = Number(
    await gateway.soap.call('templateCreate', { session, templateName: name, returnTemplateId: 1 }),
  );
  await gateway.soap.call('templateEdit', { session, templateName: name, element: 3, content: name });
  const ruleId = await createRule(
    database,
    facts,
    { name, rules: 'email exists', listId: 0, description: '', folderId: 0 },
    new Date(),
  );
  const abDefinitionId = await makeDefinition(realm, { listId, templates: [templateId, templateId] });
  const providerId = await addSocialProvider(database, facts, 'TWITTER', name, new Date());
  const who = kind === 'keyed' ? { customerKey, email } : { email };
  const subscribe = kind === 'keyed' ? 'userSubscribeByCustomerKey' : 'userSubscribe';
  await gateway.soap.call(subscribe, { session, ...who, listId, emailFormat: 99 });
  const launched = {
    creatorEmail: 'a@example.org',
    notifyEmail: '',
    listId,
    templateId,
    segmentationId: 0,
  };
  await gateway.soap.call('listRun', { session, ...launched, forcedFormat: 99, testMode: false });
  const idOf = async (table: string, id: string): Promise<number> => {
    const rows = await database.rowsOf<{ id: number }>(
      `SELECT ${id} AS id FROM ${table} WHERE realm_id = ?`,
      [facts.realmId],
    );
    expect(rows).toHaveLength(1);
    return rows[0]!.id;
  };
  const contactId = await idOf('contacts', 'contact_id');
  const campaignId = await idOf('campaigns', 'campaign_id');
  await insertRows(
    database,
    'campaign_links',
    ['realm_id', 'campaign_id', 'link_id', 'url_hash', 'url'],
    [[facts.realmId, campaignId, 1, Buffer.alloc(32), url]],
  );
  await database.transaction((sql) =>
    recordEvents(
      sql,
      facts,
      (['open', 'click', 'unsubscribe'] as const).map((type) => ({
        type,
        occurredAt: AT,
        contactId,
        campaignId,
        listId,
        linkId: type === 'click' ? 1 : 0,
      })),
    ),
  );
  const tokens = new PublicTokens(gateway.secret);
  const tag = (realmId: number, contactId: number): string =>
    tokens.contact({ realmId, contactId, campaignId: 0 });
  const number = (ownNumber: number): Named => ({ own: ownNumber, theirs: THEIRS.id, nowhere: NOBODY });
  const text = (ownText: string, theirs: string, nowhere: string): Named => ({
    own: ownText,
    theirs,
    nowhere,
  });
  const addresses = text(email, THEIRS.email, 'nowhere@neighbour.example');
  const names = (ownName: string): Named => text(ownName, THEIRS.name, 'Nobody');
  const each = (make: (which: 'own' | 'theirs' | 'nowhere') => Value): Named => ({
    own: make('own'),
    theirs: make('theirs'),
    nowhere: make('nowhere'),
  });
  const fieldNames = text(fieldName, THEIRS.fieldName, 'nobody_has');
  const recordKey = kind === 'keyed' ? `<customer_key>${customerKey}</customer_key>` : '';
  const values: NamedThings['values'] = {
    address: addresses,
    key: text(customerKey, THEIRS.customerKey, 'NOWHERE-1'),
    tag: each((which) => tag(facts.realmId, { own: contactId, theirs: THEIRS.id, nowhere: NOBODY }[which])),
    contact: number(contactId),
    fieldName: fieldNames,
    fieldOfData: each((which) => [{ key: fieldNames[which] as string, value: 'x' }]),
    list: number(listId),
    lists: text(String(listId), String(THEIRS.id), String(NOBODY)),
    listName: names('Test list'),
    folder: { own: 0, theirs: THEIRS.id, nowhere: NOBODY },
    template: number(templateId),
    templateName: names(name),
    templateNumber: each((which) => ({
      templateId: { own: templateId, theirs: THEIRS.id, nowhere: NOBODY }[which],
      subject: 'Changed',
    })),
    templateOfList: each((which) => ({
      templateId: { own: templateId, theirs: THEIRS.id, nowhere: NOBODY }[which],
    })),
    rule: number(ruleId),
    ruleName: names(name),
    ruleText: each((which) => `${fieldNames[which] as string} exists`),
    campaign: number(campaignId),
    url: text(url, THEIRS.url, 'https://nobody.example/'),
    abDefinition: number(abDefinitionId),
    sample: text('c'.repeat(32), THEIRS.encryptedId, 'f'.repeat(32)),
    provider: number(providerId),
    username: names(name),
    realm: { own: facts.realmId, theirs: realm.neighbour.realm.realmId, nowhere: NOBODY },
    suppressionName: names(name),
    records: each((which) => [{ email: addresses[which] as string, firstName: '', data: null }]),
    recipient: addresses,
    sendFlags: each(
      (which) =>
        `<to><email>${email}</email>${recordKey}</to><list_id>${{ own: listId, theirs: THEIRS.id, nowhere: NOBODY }[which]}</list_id>`,
    ),
    launchFlags: each(
      (which) =>
        `<list_id>${listId}</list_id><template_id>${templateId}</template_id><suppression_list>${{ own: name, theirs: THEIRS.name, nowhere: 'Nobody' }[which]}</suppression_list>`,
    ),
    value: text('Oslo', 'Oslo', 'Oslo'),
  };

  async function reset(): Promise<void> {
    await database.transaction(async (sql) => {
      const insert = (table: string, row: Readonly<Record<string, SqlValue>>): Promise<unknown> =>
        insertRows(sql, table, ['realm_id', ...Object.keys(row)], [[facts.realmId, ...Object.values(row)]]);
      for (const table of CHANGED)
        await sql.writeOf(`DELETE FROM ${table} WHERE realm_id = ?`, [facts.realmId]);
      await insert('contacts', {
        contact_id: contactId,
        email,
        email_as_given: email,
        ...(kind === 'keyed' ? { customer_key: Buffer.from(customerKey) } : {}),
        created_at: AT,
        updated_at: AT,
      });
      await insert('subscriptions', {
        contact_id: contactId,
        list_id: listId,
        email_format: 99,
        created_at: AT,
      });
      // From a list that is gone, so it forbids nothing.
      const [hash] = identityHashes(facts.identity, {
        email,
        firstName: '',
        customerKey: kind === 'keyed' ? customerKey : null,
      });
      await insert('opt_outs', {
        identity_hash: hash!,
        level: 21,
        list_id: 4999,
        email,
        source: 'test',
        created_at: AT,
      });
      await insert('custom_fields', { name: fieldName, field_type: 1, created_at: AT });
      const parts = {
        subject: name,
        description: '',
        notes: '',
        plain_text: name,
        html: name,
        aol: '',
        mobile: '',
      };
      await insert('templates', {
        template_id: templateId,
        name,
        ...parts,
        created_at: AT,
        updated_at: AT,
      });
      const provider = {
        provider: 'TWITTER',
        username: name,
        username_folded: name.toLowerCase(),
        created_at: AT,
      };
      await insert('social_providers', { social_provider_id: providerId, ...provider });
      await insert('suppression_lists', { name, created_at: AT, updated_at: AT });
    });
  }

  return { templateId, ruleId, campaignId, abDefinitionId, contactId, providerId, values, reset };
}

/** An answer without what was asked for, which errors and rows repeat. */
export function masked(text: string, asked: Value): string {
  return leaves(asked)
    .flatMap((leaf) => [leaf, ...leaf.split(/[<>\s]+/)])
    .filter((each) => each !== '')
    .reduce(
      (all, each) =>
        all.replaceAll(new RegExp(`(?<![\\w.])${each.replaceAll(/\W/g, '\\$&')}(?![\\w.])`, 'gi'), '#'),
      text,
    );
}

const leaves = (value: Value): string[] =>
  typeof value === 'object' && value !== null && !(value instanceof Date)
    ? Object.values(value as Record<string, Value>).flatMap(leaves)
    : [String(value)];
