/**
 * No call reaches the things of another realm of the same database: every argument that names something of a realm is
 * given what only the neighbour has, and the answer is exactly that for something that is nowhere. When the gateway is
 * closed, the neighbour's rows are what they were.
 *
 * Which arguments name what is written here by hand, from docs/operations.md and docs/tracking.md.
 */
import { identityHashes } from '../../src/core/identity/identityHash';
import type { Form, Operation } from '../../src/contract/defineOperation';
import { makeDefinition } from '../support/abtestParts';
import type { SqlValue } from '../../src/db/sql';
import { insertRows } from '../../src/db/bulkRows';
import { createRule } from '../../src/core/segmentation/segmentationRules';
import { addSocialProvider } from '../../src/core/social/socialProviders';
import { recordEvents } from '../../src/core/events/events';
import { PublicTokens } from '../../src/secrets/publicTokens';
import { operations } from '../../src/operations';
import { doorClients, type Answer, type DoorClient, type Value } from '../support/doors';
import { exampleArguments } from '../support/exampleArguments';
import { THEIRS } from '../support/neighbour';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

/** Three values of an argument: of this realm, of the neighbour, of nobody. */
interface Named {
  readonly own: Value;
  readonly theirs: Value;
  readonly nowhere: Value;
}

/** What arguments can name. */
type Thing =
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

const contact = { email: 'address' } as const;
const byKey = { customerKey: 'key', email: 'address' } as const;
const field = { fieldName: 'fieldName' } as const;
const data = { data: 'fieldOfData' } as const;
const list = { listId: 'list' } as const;
const template = { templateId: 'template' } as const;
const templateName = { templateName: 'templateName' } as const;
const campaign = { campaignId: 'campaign' } as const;
const launch = { listId: 'list', templateId: 'template', segmentationId: 'rule' } as const;

/** The arguments of each operation that name something of a realm. Those that have none are listed too. */
const ARGUMENTS: Readonly<Record<string, Readonly<Record<string, Thing>>>> = {
  beginSession: {},
  endSession: {},
  getVersion: {},
  useCustomerKey: {},
  userSearch: contact,
  findSubscriberByCustomerKey: byKey,
  indSubscriberByCustomerKey: byKey,
  userSearchByTag: { subscriberIdTag: 'tag' },
  isUserValid: { email: 'address', encryptedId: 'tag' },
  userGetData: { ...contact, ...field },
  userGetDataByCustomerKey: { ...byKey, ...field },
  userGetAllData: contact,
  userGetAllDataByCustomerKey: byKey,
  userSetData: { ...contact, ...data },
  userSetDataByCustomerKey: { ...byKey, ...data },
  ...Object.fromEntries(
    ['String', 'BigString', 'Int', 'Date', 'Float', 'Unicode'].flatMap((type) => [
      [`userSetData${type}`, { ...contact, ...field }],
      [`userSetData${type}ByCustomerKey`, { ...byKey, ...field }],
    ]),
  ),
  userClearData: { ...contact, ...field },
  userClearDataByCustomerKey: { ...byKey, ...field },
  userClearAllData: contact,
  userClearAllDataByCustomerKey: byKey,
  userUpdate: { identityField: 'fieldName', identityValue: 'value', ...data },
  userDelete: contact,
  userDeleteByCustomerKey: byKey,
  getSubscriberID: contact,
  getSubscriberIDByCustomerKey: byKey,
  getSubscribersInList: list,
  userSubscribe: { ...contact, ...list },
  userSubscribeByCustomerKey: { ...byKey, ...list },
  userSubscribeWithCustomData: { ...contact, ...list, ...data },
  userSubscribeWithCustomDataByCustomerKey: { ...byKey, ...list, ...data },
  userSubscribeOptOut: { ...contact, ...list },
  userSubscribeOptOutByCustomerKey: { ...byKey, ...list },
  userSubscribeToLists: { ...contact, listIds: 'lists' },
  userSubscribeToListsByCustomerKey: { ...byKey, listIds: 'lists' },
  userUnSubscribe: { ...contact, ...list },
  userUnSubscribeByCustomerKey: { ...byKey, ...list },
  userOptOuts: contact,
  userOptOutsByCustomerKey: byKey,
  userSubscriptions: contact,
  userSubscriptionsByCustomerKey: byKey,
  batchSubscribe: { ...list, records: 'records' },
  batchUnsubscribe: { ...list, records: 'records' },
  listGetDataById: list,
  listGetDataByName: { listName: 'listName' },
  listUpdate: { ...list, list: 'templateOfList' },
  enumLists: {},
  enumListsInFolder: { folderId: 'folder' },
  customFieldCreate: field,
  customFieldDelete: field,
  templateCopy: { srcName: 'templateName', dstName: 'templateName' },
  templateCreate: templateName,
  templateDelete: { ...template, ...templateName },
  templateEdit: templateName,
  templateGetData: templateName,
  templateGetDataAll: template,
  templateGetDataAllByName: templateName,
  templatePreview: templateName,
  templateUpdate: { template: 'templateNumber' },
  testSegmentationRule: { segmentationName: 'ruleName', ...list },
  enumSegmentationRules: { folderId: 'folder' },
  segmentationUpdateAdvancedRule: {
    realmId: 'realm',
    ...list,
    segmentationRuleId: 'rule',
    segmentationName: 'ruleName',
    rules: 'ruleText',
  },
  enumArticles: {},
  sendMessage: { to: 'recipient', ...list, ...template, xmlFlags: 'sendFlags' },
  sendMessageWithAttachment: { to: 'recipient', ...list, ...template },
  listRun: { ...launch, xmlFlags: 'launchFlags' },
  listRunWithCount: launch,
  getCampaignsInDateRange: {},
  getCampaignClickthroughsOverview: campaign,
  getDailyCampaignStats: campaign,
  getBrowserInfoByCampaign: campaign,
  getBounceStats: campaign,
  getUnsubscribeReport: { ...campaign, ...list },
  getTrackedEvents: {},
  getTrackedEventsByCampaign: campaign,
  getSubscribersWhoClickedOnURL: { ...campaign, url: 'url' },
  getSubscriberEvents: contact,
  getSubscriberEventsByID: { subscriberId: 'contact' },
  getSubscriberEventsByCustomerKey: byKey,
  getAbDefinitions: {},
  abDefinitionGetById: { abDefinitionId: 'abDefinition' },
  getAbStats: { abDefinitionId: 'abDefinition' },
  abMailWinner: { encryptedId: 'sample' },
  socialProvidersGetList: {},
  socialProviderGetById: { providerId: 'provider' },
  socialProviderGetByUsername: { userName: 'username' },
  socialProviderDeleteById: { providerId: 'provider' },
  socialProviderDeleteByUsername: { userName: 'username' },
  socialPostSetForTemplate: template,
  socialPostsForTemplateGetById: template,
  socialPostsForTemplateGetByName: templateName,
  uploadSuppressionList: { name: 'suppressionName' },
};

const OWN_URL = 'https://own.example/';
const NOBODY = 424_242;
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

let gateway: TestGateway;
let doors: readonly DoorClient[];
beforeAll(async () => {
  // What is sent stays in the outbox, so that nothing but the calls changes anything.
  gateway = await startTestGateway({ DELIVERY_ENABLED: 'no', MAIL_FROM: 'mail@sender.example' });
  doors = doorClients(gateway.url).filter(({ name }) => name !== 'document/literal');
});
afterAll(() => gateway.close());

test('the table knows every operation, and every argument of the table', () => {
  expect(Object.keys(ARGUMENTS).sort()).toEqual(operations.map(({ name }) => name).sort());
  const unknown = operations.flatMap(({ name, parameters }) =>
    Object.keys(ARGUMENTS[name]!)
      .filter((argument) => !(argument in parameters))
      .map((argument) => `${name} ${argument}`),
  );
  expect(unknown).toEqual([]);
});

describe.each(['normal', 'keyed'] as const)('in a %s realm', (kind) => {
  let realm: TestRealm;
  let values: Readonly<Record<Thing, Named>>;
  let own: Own;

  interface Own {
    readonly templateId: number;
    readonly ruleId: number;
    readonly campaignId: number;
    readonly abDefinitionId: number;
    readonly contactId: number;
    readonly providerId: number;
  }

  const email = 'own@example.org';
  const customerKey = 'OWN-1';

  beforeAll(async () => {
    realm = gateway[kind];
    const { database, realm: facts, listId, session } = realm;
    const templateId = Number(
      await gateway.soap.call('templateCreate', { session, templateName: 'Own', returnTemplateId: 1 }),
    );
    await gateway.soap.call('templateEdit', { session, templateName: 'Own', element: 3, content: 'Own' });
    const ruleId = await createRule(
      database,
      facts,
      { name: 'Own', rules: 'email exists', listId: 0, description: '', folderId: 0 },
      new Date(),
    );
    const abDefinitionId = await makeDefinition(realm, { listId, templates: [templateId, templateId] });
    const providerId = await addSocialProvider(database, facts, 'TWITTER', 'Own', new Date());
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
      [[facts.realmId, campaignId, 1, Buffer.alloc(32), OWN_URL]],
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
    own = { templateId, ruleId, campaignId, abDefinitionId, contactId, providerId };
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
    const fieldNames = text('own_field', THEIRS.fieldName, 'nobody_has');
    const recordKey = kind === 'keyed' ? `<customer_key>${customerKey}</customer_key>` : '';
    values = {
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
      templateName: names('Own'),
      templateNumber: each((which) => ({
        templateId: { own: templateId, theirs: THEIRS.id, nowhere: NOBODY }[which],
        subject: 'Changed',
      })),
      templateOfList: each((which) => ({
        templateId: { own: templateId, theirs: THEIRS.id, nowhere: NOBODY }[which],
      })),
      rule: number(ruleId),
      ruleName: names('Own'),
      ruleText: each((which) => `${fieldNames[which] as string} exists`),
      campaign: number(campaignId),
      url: text(OWN_URL, THEIRS.url, 'https://nobody.example/'),
      abDefinition: number(abDefinitionId),
      sample: text('c'.repeat(32), THEIRS.encryptedId, 'f'.repeat(32)),
      provider: number(providerId),
      username: names('Own'),
      realm: { own: facts.realmId, theirs: realm.neighbour.realm.realmId, nowhere: NOBODY },
      suppressionName: names('Own'),
      records: each((which) => [{ email: addresses[which] as string, firstName: '', data: null }]),
      recipient: addresses,
      sendFlags: each(
        (which) =>
          `<to><email>${email}</email>${recordKey}</to><list_id>${{ own: listId, theirs: THEIRS.id, nowhere: NOBODY }[which]}</list_id>`,
      ),
      launchFlags: each(
        (which) =>
          `<list_id>${listId}</list_id><template_id>${templateId}</template_id><suppression_list>${{ own: 'Own', theirs: THEIRS.name, nowhere: 'Nobody' }[which]}</suppression_list>`,
      ),
      value: text('Oslo', 'Oslo', 'Oslo'),
    };
  });

  /** Calls change and delete what they are given, so each begins with the realm as it was. */
  async function reset(): Promise<void> {
    const { database, realm: facts, listId } = realm;
    await database.transaction(async (sql) => {
      const insert = (table: string, row: Readonly<Record<string, SqlValue>>): Promise<unknown> =>
        insertRows(sql, table, ['realm_id', ...Object.keys(row)], [[facts.realmId, ...Object.values(row)]]);
      for (const table of CHANGED)
        await sql.writeOf(`DELETE FROM ${table} WHERE realm_id = ?`, [facts.realmId]);
      await insert('contacts', {
        contact_id: own.contactId,
        email,
        email_as_given: email,
        ...(kind === 'keyed' ? { customer_key: Buffer.from(customerKey) } : {}),
        created_at: AT,
        updated_at: AT,
      });
      await insert('subscriptions', {
        contact_id: own.contactId,
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
      await insert('custom_fields', { name: 'own_field', field_type: 1, created_at: AT });
      const parts = {
        subject: 'Own',
        description: '',
        notes: '',
        plain_text: 'Own',
        html: 'Own',
        aol: '',
        mobile: '',
      };
      await insert('templates', {
        template_id: own.templateId,
        name: 'Own',
        ...parts,
        created_at: AT,
        updated_at: AT,
      });
      const provider = { provider: 'TWITTER', username: 'Own', username_folded: 'own', created_at: AT };
      await insert('social_providers', { social_provider_id: own.providerId, ...provider });
      await insert('suppression_lists', { name: 'Own', created_at: AT, updated_at: AT });
    });
  }

  const known = (): Record<string, Value> => ({
    email,
    customerKey,
    firstName: '',
    listId: realm.listId,
    listIds: String(realm.listId),
    listName: 'Test list',
    templateId: own.templateId,
    templateName: 'Own',
    srcName: 'Own',
    dstName: `Copy ${Math.random()}`,
    segmentationId: own.ruleId,
    segmentationRuleId: own.ruleId,
    segmentationName: 'Own',
    rules: 'email exists',
    realmId: 0,
    campaignId: own.campaignId,
    folderId: 0,
    abDefinitionId: own.abDefinitionId,
    providerName: 'TWITTER',
    fieldName: 'own_field',
    identityField: 'email',
    identityValue: email,
    to: email,
    from: 'mail@sender.example',
    cc: '',
    replyTo: '',
    mailFrom: '',
    notifyEmail: '',
    creatorEmail: 'a@example.org',
    element: 3,
    returnTemplateId: 0,
    format: 'csv',
    vmta: '',
    version: '8',
    data: [],
    records: [],
    overwrite: false,
    optout: true,
    universal: false,
    overrideOptOut: false,
    ruleType: 'ADV',
    list: { description: 'x' },
    attFilename: 'a.txt',
    attBody: 'YQ==',
  });

  const callWith = (
    door: DoorClient,
    operation: Operation,
    form: Form,
    changes: Record<string, Value>,
  ): Promise<Answer> =>
    door.call(operation, form, {
      ...(exampleArguments(operation, form, realm.session) as Record<string, Value>),
      ...Object.fromEntries(Object.entries(known()).filter(([name]) => form.parameters.includes(name))),
      ...(operation.parameters.format?.type.kind === 'int' ? { format: 2 } : {}),
      ...(operation.name === 'uploadSuppressionList' ? { data: 'a@example.org' } : {}),
      ...(operation.name === 'isUserValid' ? { encryptedId: values.tag.own } : {}),
      ...changes,
    });

  const cases = operations.flatMap((operation) =>
    operation.forms.flatMap((form, i) =>
      Object.entries(ARGUMENTS[operation.name] ?? {})
        .filter(([argument]) => form.parameters.includes(argument))
        .map(
          ([argument, thing]) =>
            [operation.name, form.parameters.join(' '), argument, thing, operation, form, i === 0] as const,
        ),
    ),
  );
  const isLegal = ({ identity }: Operation): boolean =>
    !(kind === 'keyed' ? ['byEmail', 'normalOnly'] : ['byKey']).includes(identity.kind);
  // The long form of sendMessage names contacts by address alone.
  const legal = cases.filter(
    ([name, , , , operation, form]) =>
      isLegal(operation) &&
      !(kind === 'keyed' && name === 'sendMessage' && !form.parameters.includes('xmlFlags')),
  );

  const reads = operations.filter((operation) => operation.access === 'read' && isLegal(operation));
  test.each(reads.map((operation) => [operation.name, operation] as const))(
    '%s shows nothing of the neighbour',
    async (_name, operation) => {
      const session = await gateway.soap.text('beginSession', { license: realm.licence });
      for (const form of operation.forms)
        expect(JSON.stringify(await callWith(doors[0]!, operation, form, { session }))).not.toMatch(
          /their|neighbour/i,
        );
    },
  );

  test.each(legal)(
    '%s (%s): %s of the neighbour is nowhere',
    async (_name, _takes, argument, thing, operation, form, isFirst) => {
      for (const door of isFirst ? doors : doors.slice(0, 1)) {
        const answerTo = async (which: keyof Named): Promise<{ answer: Answer; text: string }> => {
          // What reads changes nothing.
          if (operation.access === 'write' || which === 'nowhere') await reset();
          const asked = values[thing][which];
          const answer = await callWith(door, operation, form, { [argument]: asked });
          return { answer, text: masked(answer, asked) };
        };
        const nowhere = await answerTo('nowhere');
        const theirs = await answerTo('theirs');
        expect(theirs.text).toBe(nowhere.text);
        // The call is one that looks: what is the realm's own is found.
        const mine = await answerTo('own');
        // A key chooses, whatever address stands beside it; and no A/B test of this realm waits for a winner.
        if ((argument === 'email' && form.parameters.includes('customerKey')) || thing === 'sample') continue;
        if (operation.access === 'read') expect(mine.text).not.toBe(nowhere.text);
        else expect(mine.answer).not.toHaveProperty('fault');
      }
    },
  );

  /** The pages of readers, by what their link carries; the name of the field that holds it; whether it takes a form. */
  const pages: readonly (readonly [
    path: string,
    carries: 'contact' | 'forwarded' | 'list' | 'confirmation',
    field: string,
  ])[] = [
    ['/u', 'contact', 'id'],
    ['/dm', 'contact', 'id'],
    ['/dm', 'forwarded', 'id'],
    ['/ftaf', 'contact', 'id'],
    ['/bin/pref_site', 'contact', 'id'],
    ['/bin/listctrl', 'list', 'slid'],
    ['/bin/confirm', 'confirmation', 'id'],
  ];
  test.each(pages)(
    'the page %s with a %s of the neighbour in a token of the realm is that of nobody',
    async (path, carries, field) => {
      const tokens = new PublicTokens(gateway.secret);
      const { realmId } = realm.realm;
      const tokenOf = (id: number): string =>
        carries === 'list'
          ? tokens.list(realmId, id)
          : carries === 'confirmation'
            ? tokens.confirmation(realmId, id)
            : tokens[carries]({ realmId, contactId: id, campaignId: id });
      const shown = async (id: number): Promise<unknown[]> => {
        const token = tokenOf(id);
        const fields = { m: '1', cmd: 'subscribe', email: THEIRS.email, email_1: 'friend@example.org' };
        const answers: unknown[] = [];
        for (const method of ['GET', 'POST']) {
          const query = new URLSearchParams({ [field]: token, ...(method === 'GET' ? { m: '1' } : {}) });
          const response = await fetch(
            `${gateway.url}${path}${method === 'GET' ? `?${query.toString()}` : ''}`,
            {
              method,
              redirect: 'manual',
              ...(method === 'POST' ? { body: new URLSearchParams({ [field]: token, ...fields }) } : {}),
            },
          );
          answers.push(response.status, (await response.text()).replaceAll(token, '#'));
        }
        return answers;
      };
      await reset();
      const nobody = await shown(NOBODY);
      expect(await shown(THEIRS.id)).toEqual(nobody);
      expect(nobody[0]).toBeGreaterThanOrEqual(400);
    },
  );
});

/** An answer without what was asked for, which errors and rows repeat. */
function masked(answer: Answer, asked: Value): string {
  const text = JSON.stringify(answer);
  // A code that happens to be the number asked for is no repetition.
  if (typeof asked === 'number' && 'value' in answer) return text;
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
