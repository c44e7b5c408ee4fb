/**
 * No call reaches the things of another realm of the same database: every argument that names something of a realm is
 * given what only the neighbour has, and the answer is exactly that for something that is nowhere. When the gateway is
 * closed, the neighbour's rows are what they were.
 *
 * Which arguments name what is written here by hand, from docs/operations.md and docs/tracking.md.
 */
import type { Form, Operation } from '../../src/contract/defineOperation';
import { PublicTokens } from '../../src/secrets/publicTokens';
import { operations } from '../../src/operations';
import { doorClients, type Answer, type DoorClient, type Value } from '../support/doors';
import { exampleArguments } from '../support/exampleArguments';
import {
  makeNamedThings,
  masked,
  NOBODY,
  type Named,
  type NamedThings,
  type Thing,
} from '../support/namedThings';
import { THEIRS } from '../support/neighbour';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

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

const OWN = {
  name: 'Own',
  email: 'own@example.org',
  customerKey: 'OWN-1',
  fieldName: 'own_field',
  url: 'https://own.example/',
} as const;

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
  let own: NamedThings;
  const { email, customerKey } = OWN;

  beforeAll(async () => {
    realm = gateway[kind];
    own = await makeNamedThings(gateway, kind, OWN);
  });

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
      ...(operation.name === 'isUserValid' ? { encryptedId: own.values.tag.own } : {}),
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
          if (operation.access === 'write' || which === 'nowhere') await own.reset();
          const asked = own.values[thing][which];
          const answer = await callWith(door, operation, form, { [argument]: asked });
          return { answer, text: maskedAnswer(answer, asked) };
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
      await own.reset();
      const nobody = await shown(NOBODY);
      expect(await shown(THEIRS.id)).toEqual(nobody);
      expect(nobody[0]).toBeGreaterThanOrEqual(400);
    },
  );
});

/** A code that happens to be the number asked for is no repetition. */
const maskedAnswer = (answer: Answer, asked: Value): string =>
  typeof asked === 'number' && 'value' in answer
    ? JSON.stringify(answer)
    : masked(JSON.stringify(answer), asked);
