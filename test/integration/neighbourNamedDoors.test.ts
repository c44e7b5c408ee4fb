/**
 * Every command of the HTTP API and every endpoint of REST that takes something of a realm, given what only the
 * neighbour has: the answer is that for something that is nowhere. When the gateway is closed, the neighbour's rows are
 * what they were. What neighbourRealm.test.ts does for the operations of SOAP and XML-RPC.
 *
 * Which arguments name what is written here by hand, from docs/http-api.md and docs/rest.md.
 */
import type { Operation } from '../../src/contract/defineOperation';
import { pathParameters, type Endpoint } from '../../src/contract/endpoint';
import { httpApiOperations } from '../../src/operations/httpapi';
import { restEndpoints } from '../../src/operations/rest';
import { insertRows } from '../../src/db/bulkRows';
import type { SqlValue } from '../../src/db/sql';
import { RealmPasswords } from '../../src/core/sessions/realmPasswords';
import { httpApi, PASSWORD, type HttpApi } from '../support/httpApi';
import {
  makeNamedThings,
  masked,
  NOBODY,
  type Named,
  type NamedThings,
  type Thing as OwnThing,
} from '../support/namedThings';
import { THEIRS } from '../support/neighbour';
import { basic, restClient, type RestClient } from '../support/restClient';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

const OWN = {
  name: 'Own',
  email: 'own@example.org',
  customerKey: 'OWN-1',
  fieldName: 'own_field',
  url: 'https://own.example/',
} as const;

/** Besides what operations of SOAP take: what a new thing may be called, articles, records of a `data`, and pairs of numbers. */
type Thing =
  | OwnThing
  | 'article'
  | 'articleName'
  | 'newName'
  | 'newField'
  | 'newKey'
  | 'newAddress'
  | 'folderPath'
  | 'recordOfAddress'
  | 'recordOfKey'
  | 'recordOfField'
  | 'dataOfField'
  | 'customData'
  | 'subscription'
  | 'contactOnOwnList'
  | 'ownContactOnList';

type Arguments = readonly (readonly [argument: string, thing: Thing])[];

const pairs = (things: Readonly<Record<string, Thing>>): Arguments => Object.entries(things);
const launch = pairs({
  list_id: 'list',
  template_id: 'template',
  segmentation_id: 'rule',
  suppression_list: 'suppressionName',
  seed_list_id: 'list',
  ab_definition_id: 'abDefinition',
  campaign_alias: 'newName',
});
const message: Arguments = [
  ...pairs({
    list_id: 'list',
    to: 'address',
    template_id: 'template',
    customer_key: 'key',
    campaign_name: 'newName',
  }),
  ['data', 'dataOfField'],
];
const whom = pairs({ email: 'address', customer_key: 'key', identity_field: 'fieldName' });
const contactReport = pairs({ subscriber_id: 'contact', email: 'address', customer_key: 'key' });
const campaign = pairs({ campaign_id: 'campaign' });
const list = pairs({ list_id: 'list' });
const templateName = pairs({ template_name: 'templateName' });

/** Of commands that take nothing of a realm, nothing. */
const COMMANDS: Readonly<Record<string, Arguments>> = {
  sub: [
    ['list_id', 'lists'],
    ['data', 'recordOfAddress'],
    ['data', 'recordOfKey'],
    ['data', 'recordOfField'],
  ],
  unsub: [
    ['list_id', 'lists'],
    ['data', 'recordOfAddress'],
    ['data', 'recordOfKey'],
  ],
  update: [...list, ['identity_field', 'fieldName'], ['identity_value', 'address'], ['data', 'dataOfField']],
  change: pairs({ email: 'address', email_new: 'newAddress', customer_key: 'key' }),
  delete: [
    ['data', 'recordOfAddress'],
    ['data', 'recordOfKey'],
  ],
  deletesubid: pairs({ subscriber_id: 'contact' }),
  find: whom,
  findinlist: [...list, ...whom],
  detail: pairs({ subscriber_id: 'contact', customer_key: 'key' }),
  rpt_subscribers_in_list: list,
  rpt_sub_by_update_datetime: list,
  send: message,
  subandsend: [...message, ['data', 'recordOfAddress'], ['data', 'recordOfKey']],
  launch,
  launchwithcount: launch,
  schedule_deployment: launch.filter(([argument]) => argument !== 'campaign_alias'),
  getlistbyid: list,
  getlistbyname: pairs({ list_name: 'listName' }),
  createlist: pairs({ list_name: 'newName', template_id: 'template', folder_id: 'folder' }),
  excreatelist: pairs({ list_name: 'newName', template_id: 'template', folder_id: 'folder' }),
  updatelist: pairs({ list_id: 'list', list_name: 'newName', template_id: 'template', folder_id: 'folder' }),
  gettemplatebyid: pairs({ template_id: 'template' }),
  gettemplatebyname: templateName,
  createtemplate: pairs({ template_name: 'newName', folder_id: 'folder' }),
  updatetemplate: pairs({ template_name: 'templateName', folder_id: 'folder' }),
  templatepreview: templateName,
  getarticlewithid: pairs({ article_id: 'article' }),
  getarticlewithname: pairs({ article_name: 'articleName' }),
  createarticle: pairs({ article_name: 'newName', folder_id: 'folder' }),
  createblankarticle: pairs({ article_name: 'newName' }),
  copyarticle: pairs({ article_name: 'articleName', dst_article_name: 'newName' }),
  updatearticle: pairs({ article_name: 'articleName', folder_id: 'folder' }),
  deletearticle: pairs({ article_name: 'articleName' }),
  createseg: pairs({ segmentation_name: 'newName', list_id: 'list', rules: 'ruleText' }),
  updateseg: pairs({
    segmentation_id: 'rule',
    segmentation_name: 'newName',
    list_id: 'list',
    rules: 'ruleText',
  }),
  deleteseg: pairs({ segmentation_id: 'rule' }),
  testseg: pairs({ segmentation_id: 'rule', list_id: 'list' }),
  customfieldcreate: pairs({ fieldname: 'newField' }),
  customfielddelete: pairs({ fieldname: 'fieldName' }),
  createfolderpath: pairs({ folder_path: 'folderPath' }),
  show_campaign_stats: campaign,
  show_campaign_stats_multi: pairs({ campaigns: 'campaign' }),
  rpt_click_overview: campaign,
  rpt_clicked_on: [...campaign, ['url', 'url']],
  rpt_daily_stats: campaign,
  rpt_bounce_stats: campaign,
  rpt_browser_info: campaign,
  rpt_unsubscribe: [...campaign, ...list],
  rpt_tracked_events_by_campaign: campaign,
  show_user_events: pairs({ subscriber_id: 'contact' }),
  rpt_subscriber_events: contactReport,
  ...Object.fromEntries(
    ['show_opt', 'show_soft', 'show_hard', 'show_block', 'show_complaint'].map((name) => [name, list]),
  ),
  getabdefinitionbyid: pairs({ ab_definition_id: 'abDefinition' }),
  rpt_abstats: pairs({ ab_definition_id: 'abDefinition' }),
  abmailwinner: pairs({ encrypted_id: 'sample' }),
  getsocialproviderbyid: pairs({ social_provider_id: 'provider' }),
  getsocialproviderbyusername: pairs({ username: 'username' }),
  deletesocialproviderbyid: pairs({ social_provider_id: 'provider' }),
  deletesocialproviderbyusername: pairs({ username: 'username' }),
  setsocialpostfortemplate: pairs({ template_id: 'template' }),
  getsocialpostsfortemplatebyid: pairs({ template_id: 'template' }),
  getsocialpostsfortemplatebyname: templateName,
  addtolifecyclecampaign: [
    ['lc_campaign_name', 'newName'],
    ['data', 'recordOfAddress'],
    ['data', 'recordOfKey'],
  ],
  rdbaddtable: pairs({ table: 'newField' }),
  ...Object.fromEntries(
    ['rdbaddfield', 'rdbaddmultiplefields', 'rdbaddactivatefield', 'rdbaddactivatemultiplefields'].map(
      (name) => [name, pairs({ table: 'fieldName', fieldname: 'newField' })],
    ),
  ),
  rdbactivatefields: pairs({ table: 'fieldName', fieldname: 'fieldName' }),
  rdbactivatetable: pairs({ table: 'fieldName' }),
  rdbaddforeignkey: pairs({ table: 'fieldName', fk_table: 'fieldName' }),
  rdbsavedata: pairs({ table: 'fieldName', subscriber_id: 'contact', customer_key: 'key', email: 'address' }),
  rdbfinddata: pairs({ table: 'fieldName' }),
  rdbdeletedata: pairs({ table: 'fieldName' }),
};
/** Their arguments are those of `rpt_subscriber_events`. */
const CONTACT_REPORTS = /^rpt_subscriber_.+_events$/;
/** They are one body; of the others one is enough. */
const WALKED_REPORT = 'rpt_subscriber_open_events';
/** What is about contacts is different in realms with customer keys; the rest is the same code. */
const ABOUT_CONTACTS =
  /^(address|key|contact|new(Key|Address)|recordOf|subscription|contactOnOwnList|ownContactOnList|recipient)/;

const filters = pairs({ '?email': 'address', '?customerKey': 'key' });
const model = pairs({ '.email': 'newAddress', '.customerKey': 'newKey', '.customData': 'customData' });
const named = pairs({ listName: 'listName', templateName: 'templateName', '?campaignName': 'newName' });
const listBody = pairs({
  '.listName': 'newName',
  '.listTemplateId': 'template',
  '.listSubscribeEmailTemplateId': 'template',
  '.listUnsubscribeEmailTemplateId': 'template',
});
const templateBody = pairs({ '.name': 'newName', '.templateFolderId': 'folder' });
const articleBody = pairs({ '.name': 'newName', '.folderId': 'folder' });
const mailed: Arguments = [
  ['.email', 'address'],
  ['.customerKey', 'key'],
  ['.customData', 'customData'],
];
const pair: Arguments = [
  ['subscriptionId', 'subscription'],
  ['subscriptionId', 'contactOnOwnList'],
  ['subscriptionId', 'ownContactOnList'],
];

/** Tables have the names of fields, and rows those of everything. */
const tableRow: Arguments = [
  ['table', 'fieldName'],
  ['uniqueId', 'templateName'],
];

/** Arguments of the path by their names, of the query behind `?`, members of the body behind a dot. */
const ENDPOINTS: Readonly<Record<string, Arguments>> = {
  'POST /msg/sendWithCustomerKey/{listName}/{templateName}/{customerKey}': [...named, ['customerKey', 'key']],
  'POST /msg/send/{listName}/{templateName}/{email}/{firstName}': [...named, ['email', 'address']],
  'POST /msg/sendWithModel/{listName}/{templateName}': [...named, ...mailed],
  'POST /msg/sendWithIdsAndModel/{listId}/{templateId}': [
    ['listId', 'list'],
    ['templateId', 'template'],
    ['?campaignName', 'newName'],
    ...mailed,
  ],
  'POST /msg': [
    ['.listId', 'list'],
    ['.listName', 'listName'],
    ['.templateId', 'template'],
    ['.templateName', 'templateName'],
    ['?campaignName', 'newName'],
    ...mailed,
  ],
  'GET /subscribers': filters,
  'GET /subscribers/{subscriber}': [
    ['subscriber', 'contact'],
    ['subscriber', 'key'],
  ],
  'POST /subscribers': model,
  'PUT /subscribers/{subscriber}': [['subscriber', 'contact'], ['subscriber', 'key'], ...model],
  'PUT /subscribers': [
    ['.email', 'address'],
    ['.customData', 'customData'],
  ],
  'PATCH /subscribers/{subscriber}': [['subscriber', 'contact'], ['subscriber', 'key'], ...model],
  'PATCH /subscribers': [
    ['.email', 'address'],
    ['.customData', 'customData'],
  ],
  'DELETE /subscribers/{subscriber}': [
    ['subscriber', 'contact'],
    ['subscriber', 'key'],
  ],
  'DELETE /subscribers': [['.email', 'address']],
  'GET /subscribers/{subscriber}/events': [
    ['subscriber', 'contact'],
    ['subscriber', 'key'],
  ],
  'POST /subscriptions': [
    ['.listId', 'list'],
    ['.subscriberId', 'contact'],
  ],
  'PUT /subscriptions/{subscriptionId}': pair,
  'PATCH /subscriptions/{subscriptionId}': pair,
  'DELETE /subscriptions/{subscriptionId}': pair,
  'DELETE /subscriptions': [
    ['.listId', 'list'],
    ['.subscriberId', 'contact'],
  ],
  'POST /lists/{listId}': [['listId', 'list'], ['.subscriberId', 'contact'], ...model],
  'GET /subscribers/{subscriber}/subscriptions': [
    ['subscriber', 'contact'],
    ['subscriber', 'key'],
  ],
  'GET /lists': [
    ['?listName', 'listName'],
    ['?name', 'listName'],
  ],
  'GET /lists/{listId}': [['listId', 'list']],
  'GET /lists/getListDefinitions': [],
  'POST /lists': listBody,
  'PUT /lists/{listId}': [['listId', 'list'], ...listBody],
  'PATCH /lists/{listId}': [['listId', 'list'], ...listBody],
  'DELETE /lists/{listId}': [['listId', 'list']],
  'GET /lists/{listId}/subscribers': [['listId', 'list'], ...filters],
  'GET /lists/isSubscriberOnList/{listId}': [['listId', 'list'], ...filters],
  'GET /lists/{listId}/unsubscribes': [['listId', 'list']],
  'GET /lists/{listId}/complaints': [['listId', 'list']],
  'GET /lists/{listId}/bounces': [['listId', 'list']],
  'GET /bounces': [],
  'GET /campaigns': [],
  'GET /campaigns/{campaignId}': [['campaignId', 'campaign']],
  'POST /campaigns': [
    ['.campaignListId', 'list'],
    ['.campaignTemplateId', 'template'],
    ['.campaignSegmentationId', 'rule'],
    ['.campaignName', 'newName'],
  ],
  'GET /campaigns/{campaignId}/clickActivity': [['campaignId', 'campaign']],
  'GET /campaigns/{campaignId}/openActivity': [['campaignId', 'campaign']],
  'GET /campaigns/{campaignId}/bounceActivity': [['campaignId', 'campaign']],
  'GET /templates': [['?name', 'templateName']],
  'GET /templates/{templateId}': [['templateId', 'template']],
  'POST /templates': templateBody,
  'PUT /templates/{templateId}': [['templateId', 'template'], ...templateBody],
  'PATCH /templates/{templateId}': [['templateId', 'template'], ...templateBody],
  'DELETE /templates/{templateId}': [['templateId', 'template']],
  'GET /articles': [['?name', 'articleName']],
  'GET /articles/{articleId}': [['articleId', 'article']],
  'POST /articles': [...articleBody, ['.parentArticleId', 'article']],
  'POST /articles/{articleId}/versions': [['articleId', 'article']],
  'PUT /articles/{articleId}': [['articleId', 'article'], ...articleBody],
  'PATCH /articles/{articleId}': [['articleId', 'article'], ...articleBody],
  'DELETE /articles/{articleId}': [['articleId', 'article']],
  'GET /relationalTables': [],
  'GET /relationalTables/{table}/columns': [['table', 'fieldName']],
  'GET /relationalTables/{table}/rows': [['table', 'fieldName']],
  'GET /relationalTables/{table}/rows/{uniqueId}': tableRow,
  'POST /relationalTables/{table}': [['table', 'fieldName']],
  'PUT /relationalTables/{table}/rows/{uniqueId}': tableRow,
  'PATCH /relationalTables/{table}/rows/{uniqueId}': tableRow,
  'DELETE /relationalTables/{table}/rows/{uniqueId}': tableRow,
};

let gateway: TestGateway;
beforeAll(async () => {
  // What is sent stays in the outbox, so that nothing but the calls changes anything.
  gateway = await startTestGateway({ DELIVERY_ENABLED: 'no', MAIL_FROM: 'mail@sender.example' });
});
afterAll(() => gateway.close());

const argumentsOf = (command: Operation): Arguments =>
  COMMANDS[command.name] ?? (CONTACT_REPORTS.test(command.name) ? COMMANDS.rpt_subscriber_events! : []);

test('the tables name what there is', () => {
  expect(Object.keys(ENDPOINTS)).toEqual(restEndpoints.map(({ operation }) => operation.name));
  const unknown = [
    ...Object.entries(COMMANDS).flatMap(([name, given]) =>
      given
        .filter(([each]) => !httpApiOperations.find((command) => command.name === name)?.parameters[each])
        .map(([each]) => `${name} ${each}`),
    ),
    ...restEndpoints.flatMap(({ operation, paths, query, body }) =>
      ENDPOINTS[operation.name]!.filter(([each]) => {
        if (each.startsWith('?')) return !query.includes(each.slice(1));
        if (!each.startsWith('.')) return !pathParameters(paths[0]!).includes(each);
        const type = body === null ? null : operation.parameters[body]!.type;
        return type?.kind !== 'struct' || !(each.slice(1) in type.fields);
      }).map(([each]) => `${operation.name} ${each}`),
    ),
  ];
  expect(unknown).toEqual([]);
});

/** What names something of a realm by its own account, and stands in no row of the tables, is forgotten. */
test('arguments whose names say that they name something are in the tables', () => {
  const telling = /(_id|_name|Id|Name|email|customer_?key|subscriber)$/i;
  // Names of people and addresses that are only written on mail, and what is stored as it is.
  const harmless =
    /^(first_name|firstName|lastName|from|author_(name|email)|os_name|deployed_by_email|notify_email|list_unsubscribe_email|set_data_macro_id|return_task_id|by_subscriber)$/;
  const forgotten = httpApiOperations.flatMap((command) =>
    Object.keys(command.parameters)
      .filter((each) => telling.test(each) && !harmless.test(each))
      .filter((each) => !argumentsOf(command).some(([argument]) => argument === each))
      .map((each) => `${command.name} ${each}`),
  );
  const inPaths = restEndpoints.flatMap(({ operation, paths, query }) =>
    [...pathParameters(paths[0]!), ...query.map((each) => `?${each}`)]
      .filter((each) => telling.test(each) && !harmless.test(each.replace('?', '')))
      .filter((each) => !ENDPOINTS[operation.name]!.some(([argument]) => argument === each))
      .map((each) => `${operation.name} ${each}`),
  );
  expect([...forgotten, ...inPaths]).toEqual([]);
});

describe.each(['normal', 'keyed'] as const)('in a %s realm', (kind) => {
  const isKeyed = kind === 'keyed';
  let realm: TestRealm;
  let things: NamedThings;
  let articleId: number;
  let command: HttpApi;
  let rest: RestClient;
  let fresh = 0;

  beforeAll(async () => {
    realm = gateway[kind];
    things = await makeNamedThings(gateway, kind, OWN);
    command = await httpApi(gateway, realm);
    await new RealmPasswords(gateway.control).set(realm.realm, { password: PASSWORD });
    rest = restClient(gateway.url, basic(realm.realm.name, PASSWORD));
    expect(await command('createarticle', { article_name: OWN.name, article_body: OWN.name })).toMatch(
      /^SUCCESS/,
    );
    articleId = await numberOf('articles', 'article_id');
  });
  afterAll(() => rest.close());

  const numberOf = async (table: string, column: string): Promise<number> => {
    const [row] = await realm.database.rowsOf<{ id: number }>(
      `SELECT ${column} AS id FROM ${table} WHERE realm_id = ?`,
      [realm.realm.realmId],
    );
    return row!.id;
  };

  /** And what only these calls make or change. */
  async function reset(): Promise<void> {
    await things.reset();
    const { database, realm: facts, listId } = realm;
    await database.transaction(async (sql) => {
      const write = (statement: string, ...values: (string | number)[]): Promise<unknown> =>
        sql.writeOf(statement, [facts.realmId, ...values]);
      await write('DELETE FROM lists WHERE realm_id = ? AND list_id <> ?', listId);
      await write('DELETE FROM folders WHERE realm_id = ?');
      await write('DELETE FROM articles WHERE realm_id = ? AND article_id <> ?', articleId);
      await write('DELETE FROM segmentation_rules WHERE realm_id = ?');
      await write(
        `INSERT INTO segmentation_rules (realm_id, segmentation_id, name, rules, created_at, updated_at)
         VALUES (?, ?, ?, 'email exists', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
        things.ruleId,
        OWN.name,
      );
      await sql.writeOf(
        `INSERT INTO contact_values (realm_id, contact_id, field_id, text_value)
         SELECT realm_id, ?, field_id, 'Oslo' FROM custom_fields WHERE realm_id = ? AND name = ?`,
        [things.contactId, facts.realmId, OWN.fieldName],
      );
      const at = [new Date(), new Date()];
      const fill = async (table: string, columns: string, values: readonly SqlValue[]): Promise<void> => {
        await write(`DELETE FROM ${table} WHERE realm_id = ?`);
        await insertRows(sql, table, ['realm_id', ...columns.split(' ')], [[facts.realmId, ...values]]);
      };
      const field = OWN.fieldName;
      await fill('relational_tables', 'table_id name name_key table_type is_active created_at updated_at', [
        1,
        field,
        field,
        'regular',
        1,
        ...at,
      ]);
      await fill(
        'relational_columns',
        'column_id table_id name name_key column_type length is_unique is_active created_at updated_at',
        [1, 1, field, field, 'string', 255, 1, 1, ...at],
      );
      await fill('relational_rows', 'row_id table_id row_key contact_id created_at updated_at', [
        1,
        1,
        OWN.name,
        things.contactId,
        ...at,
      ]);
      await fill('relational_values', 'row_id column_id contact_id text_value', [
        1,
        1,
        things.contactId,
        OWN.name,
      ]);
      await sql.writeOf('UPDATE lists SET name = ?, template_id = -1 WHERE realm_id = ?', [
        'Test list',
        facts.realmId,
      ]);
      await sql.writeOf('UPDATE articles SET name = ?, folder_id = 0 WHERE realm_id = ?', [
        OWN.name,
        facts.realmId,
      ]);
      if ((await sql.rowsOf('SELECT 1 FROM articles WHERE realm_id = ?', [facts.realmId])).length === 0)
        await write(
          `INSERT INTO articles (realm_id, article_id, name, created_at, updated_at)
           VALUES (?, ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
          articleId,
          OWN.name,
        );
    });
  }

  const leaveAllLists = (): Promise<unknown> =>
    realm.database.writeOf('DELETE FROM subscriptions WHERE realm_id = ?', [realm.realm.realmId]);

  function valuesOf(thing: Thing): Named {
    const { values, contactId } = things;
    const each = (make: (which: keyof Named) => Named[keyof Named]): Named => ({
      own: make('own'),
      theirs: make('theirs'),
      nowhere: make('nowhere'),
    });
    const addressOf = (which: keyof Named): string => values.address[which] as string;
    const subscription = (which: keyof Named, what: 'contact' | 'list' | 'both'): number => {
      const other = { own: null, theirs: THEIRS.id, nowhere: NOBODY }[which];
      const contact = what === 'list' ? contactId : (other ?? contactId);
      return (what === 'contact' ? realm.listId : (other ?? realm.listId)) * 2 ** 32 + contact;
    };
    switch (thing) {
      case 'article':
        return { own: articleId, theirs: THEIRS.id, nowhere: NOBODY };
      case 'articleName':
        return values.templateName;
      case 'newName':
        return { own: `Fresh ${fresh++}`, theirs: THEIRS.name, nowhere: 'Nobody' };
      case 'newField':
        return { own: `fresh_${fresh++}`, theirs: THEIRS.fieldName, nowhere: 'nobody_has' };
      case 'newKey':
        return { own: `FRESH-${fresh++}`, theirs: THEIRS.customerKey, nowhere: 'NOWHERE-1' };
      case 'newAddress':
        return { ...values.address, own: `fresh${fresh++}@example.org` };
      case 'folderPath':
        return { own: `/Fresh ${fresh++}`, theirs: `/${THEIRS.name}`, nowhere: '/Nobody' };
      case 'recordOfAddress':
        return each((which) =>
          isKeyed ? `email,customer_key^${addressOf(which)},${OWN.customerKey}` : `email^${addressOf(which)}`,
        );
      case 'recordOfKey':
        return each((which) => `email,customer_key^${OWN.email},${values.key[which] as string}`);
      case 'recordOfField':
        return each(
          (which) =>
            `email,custom_${values.fieldName[which] as string}${isKeyed ? ',customer_key' : ''}^${OWN.email},x${isKeyed ? `,${OWN.customerKey}` : ''}`,
        );
      case 'dataOfField':
        return each((which) => `email,custom_${values.fieldName[which] as string}^${OWN.email},x`);
      case 'customData':
        return each((which) => ({ [values.fieldName[which] as string]: 'x' }));
      case 'subscription':
        return each((which) => subscription(which, 'both'));
      case 'contactOnOwnList':
        return each((which) => subscription(which, 'contact'));
      case 'ownContactOnList':
        return each((which) => subscription(which, 'list'));
      default:
        return values[thing];
    }
  }

  const isKey = (thing: Thing): boolean => thing === 'key' || thing === 'recordOfKey' || thing === 'newKey';

  /**
   * The same call for nobody, for the neighbour and for the realm's own: the first two are told the same.
   * @param looks whether an answer about the realm's own has to be another one, or no failure
   */
  async function expectNowhere(
    access: Operation['access'],
    named: Named,
    call: (asked: Named[keyof Named]) => Promise<{ text: string; failed: boolean }>,
    looks: boolean,
  ): Promise<void> {
    const answerTo = async (which: keyof Named): Promise<{ text: string; failed: boolean }> => {
      if (access === 'write' || which === 'nowhere') await reset();
      const answer = await call(named[which]);
      return { ...answer, text: plain(answer.text, named[which], access === 'write' && !answer.failed) };
    };
    const nowhere = await answerTo('nowhere');
    expect((await answerTo('theirs')).text).toBe(nowhere.text);
    if (!looks) return;
    const mine = await answerTo('own');
    if (access === 'read') expect(mine.text).not.toBe(nowhere.text);
    else expect([mine.text, mine.failed]).toEqual([mine.text, false]);
  }

  const who = isKeyed ? `email,customer_key^${OWN.email},${OWN.customerKey}` : `email^${OWN.email}`;
  const known = (): Record<string, string | number> => ({
    table: OWN.fieldName,
    table_type: 'regular',
    storageType: 'Relational',
    fk_table: OWN.fieldName,
    list_id: realm.listId,
    data: who,
    email: OWN.email,
    email_new: 'other@example.org',
    subscriber_id: things.contactId,
    template_id: things.templateId,
    template_name: OWN.name,
    template_subject: 'x',
    template_type: 1,
    article_name: OWN.name,
    dst_article_name: 'Copied',
    list_name: 'Test list',
    rules: 'email exists',
    segmentation_id: things.ruleId,
    segmentation_name: 'Made',
    segmentation_type: 'ADV',
    fieldname: 'made_field',
    fieldtype: 1,
    folder_path: '/Made',
    folder_type: 1,
    campaign_id: things.campaignId,
    campaigns: String(things.campaignId),
    count: 10,
    url: OWN.url,
    days: 100_000,
    event_type: 10,
    bounce_type: 0,
    from_date: '01/01/2000',
    to_date: '12/31/2099',
    start_datetime: '01/01/2000 00:00:00',
    end_datetime: '12/31/2099 23:59:59',
    ab_definition_id: things.abDefinitionId,
    encrypted_id: 'c'.repeat(32),
    social_provider_id: things.providerId,
    provider: 'TWITTER',
    username: OWN.name,
    article_id: articleId,
    start_month: 1,
    start_day: 1,
    start_year: 2098,
  });
  /** What a command needs besides what its definition asks for. */
  const besides: Readonly<Record<string, Record<string, string | number>>> = {
    send: {
      to: OWN.email,
      subject: 'x',
      plain_text_body: 'x',
      ...(isKeyed ? { customer_key: OWN.customerKey } : {}),
    },
    subandsend: { subject: 'x', plain_text_body: 'x' },
    update: { identity_field: 'email', identity_value: OWN.email, data: `email,city^${OWN.email},Oslo` },
    createlist: { list_name: 'Made' },
    excreatelist: { list_name: 'Made' },
    createtemplate: { template_name: 'Made' },
    createarticle: { article_name: 'Made', article_body: 'x' },
    createblankarticle: { article_name: 'Made' },
    customfielddelete: { fieldname: OWN.fieldName },
    change: isKeyed ? { customer_key: OWN.customerKey } : {},
  };
  const launchBesides = { subject: 'x' };
  const contactOfMessage = { to: OWN.email, ...(isKeyed ? { customer_key: OWN.customerKey } : {}) };

  const commands = httpApiOperations
    .filter(({ identity }) => !(isKeyed && identity.kind === 'normalOnly'))
    .flatMap((each) =>
      argumentsOf(each).map(([argument, thing]) => [each.name, argument, thing, each] as const),
    )
    .filter(([name]) => !CONTACT_REPORTS.test(name) || name === WALKED_REPORT)
    .filter(([, , thing]) => (isKeyed ? ABOUT_CONTACTS.test(thing) : !isKey(thing)));

  /** Refused whatever it is, or nothing that the realm has. */
  const isRefused = (name: string, argument: string): boolean =>
    argument === 'seed_list_id' ||
    name === 'abmailwinner' ||
    name === 'addtolifecyclecampaign' ||
    // Of relational tables the realm has one that is just right for looking, and not for every change.
    /^rdb|^(POST|PUT|PATCH|DELETE) \/relationalTables/.test(name) ||
    name === 'DELETE /lists/{listId}' ||
    // A key chooses, and an address alone is nobody.
    (isKeyed && argument === 'email' && name.startsWith('rpt_subscriber_'));

  test.each(commands)('%s: %s (%s) of the neighbour is nowhere', async (name, argument, thing, operation) => {
    const required = Object.keys(operation.parameters).filter(
      (each) => !operation.parameters[each]!.optional,
    );
    const isLaunch = /^launch|^schedule/.test(name);
    const base = Object.fromEntries(Object.entries(known()).filter(([each]) => required.includes(each)));
    await expectNowhere(
      operation.access,
      valuesOf(thing),
      async (asked) => {
        const text = await command(name, {
          ...(argument === 'identity_field' ? { identity_value: 'Oslo' } : {}),
          ...(thing === 'dataOfField' ? contactOfMessage : {}),
          ...base,
          ...(isLaunch ? { list_id: realm.listId, template_id: things.templateId, ...launchBesides } : {}),
          ...besides[name],
          ...('headers' in operation.parameters ? { output_format: 'csv' } : {}),
          [argument]: asked as string | number,
        });
        return { text, failed: text.startsWith('FAILURE') };
      },
      !isRefused(name, argument),
    );
  });

  const pathValues = (): Record<string, string> => ({
    listName: 'Test list',
    templateName: OWN.name,
    customerKey: OWN.customerKey,
    email: OWN.email,
    firstName: ' ',
    listId: String(realm.listId),
    templateId: String(things.templateId),
    subscriber: String(things.contactId),
    subscriptionId: String(realm.listId * 2 ** 32 + things.contactId),
    campaignId: String(things.campaignId),
    articleId: String(articleId),
    table: OWN.fieldName,
    uniqueId: OWN.name,
  });
  const contact = { email: OWN.email, firstName: '', ...(isKeyed ? { customerKey: OWN.customerKey } : {}) };
  const bodies = (): Readonly<Record<string, object>> => ({
    'POST /msg': { listId: realm.listId, templateId: things.templateId, ...contact },
    'POST /msg/sendWithModel/{listName}/{templateName}': contact,
    'POST /msg/sendWithIdsAndModel/{listId}/{templateId}': contact,
    'POST /subscribers': { email: 'made@example.org', ...(isKeyed ? { customerKey: 'MADE' } : {}) },
    'PUT /subscribers': { ...contact, city: 'x' },
    'PATCH /subscribers': { ...contact, city: 'x' },
    'DELETE /subscribers': contact,
    'POST /subscriptions': { subscriberId: things.contactId, listId: realm.listId },
    'PUT /subscriptions/{subscriptionId}': { formatId: 2 },
    'PATCH /subscriptions/{subscriptionId}': { formatId: 2 },
    'DELETE /subscriptions': { subscriberId: things.contactId, listId: realm.listId },
    'POST /lists/{listId}': {
      ...contact,
      email: 'made@example.org',
      ...(isKeyed ? { customerKey: 'MADE' } : {}),
    },
    'POST /lists': { listName: 'Made', listFromAddress: 'a@b.example' },
    'POST /campaigns': { campaignListId: realm.listId, campaignTemplateId: things.templateId },
    'POST /templates': { name: 'Made', subject: 'x' },
    'POST /articles': { name: 'Made', body: 'x' },
    'POST /articles/{articleId}/versions': { body: 'x' },
  });
  const endpoints = restEndpoints
    .filter(({ operation: { identity } }) =>
      isKeyed ? identity.kind !== 'byEmail' : identity.kind !== 'byKey',
    )
    .flatMap((endpoint) =>
      ENDPOINTS[endpoint.operation.name]!.map(
        ([argument, thing]) => [endpoint.operation.name, argument, thing, endpoint] as const,
      ),
    )
    .filter(([, , thing]) => (isKeyed ? ABOUT_CONTACTS.test(thing) : !isKey(thing)));

  const asked = async (endpoint: Endpoint, argument: string, value: Named[keyof Named]) => {
    const at = {
      ...pathValues(),
      ...(/^\w/.test(argument) ? { [argument]: `${value as string | number}` } : {}),
    };
    const path = endpoint.paths[0]!.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(at[name]!));
    const query = argument.startsWith('?')
      ? `?${argument.slice(1)}=${encodeURIComponent(value as string | number)}`
      : path.includes('isSubscriberOnList')
        ? `?email=${OWN.email}`
        : '';
    const body =
      endpoint.body === null
        ? {}
        : {
            body: {
              ...bodies()[endpoint.operation.name],
              ...(argument.startsWith('.') ? { [argument.slice(1)]: value } : {}),
            },
          };
    const { status, text } = await rest.call(endpoint.method, `/rest${path}${query}`, body);
    return { text: `${status} ${text}`, failed: status >= 400 };
  };

  test.each(endpoints)('%s: %s (%s) of the neighbour is nowhere', async (name, argument, thing, endpoint) => {
    await expectNowhere(
      endpoint.operation.access,
      valuesOf(thing),
      async (value) => {
        if (/^POST \/(subscriptions|lists\/.listId.)$/.test(name)) await leaveAllLists();
        return asked(endpoint, argument, value);
      },
      !isRefused(name, argument),
    );
  });
});

/** An answer without what was asked for; that of a call that made something, without its numbers, dates and digests. */
function plain(text: string, asked: Named[keyof Named], isMade: boolean): string {
  const words = JSON.stringify(asked)
    .split(/[^\w@.-]+/)
    .map((each) => each.replace(/^custom_/, ''))
    .filter((each) => each.length > 3 && !/^\d+$/.test(each));
  const without = words.reduce((all, word) => all.replaceAll(word, '#'), masked(text, asked));
  return isMade
    ? without.replace(/[0-9A-F]{32,}|\d+|#/g, 'n').replace(/\w+ n, n n:n:n [AP]M/g, 'date')
    : without;
}
