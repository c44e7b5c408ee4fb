/** Launches to a part of a list: by a segmentation rule, and without the addresses of an uploaded suppression list. */
import { progressOf } from '../../src/core/campaigns/campaignProgress';
import { createList } from '../../src/core/lists/lists';
import { createRule } from '../../src/core/segmentation/segmentationRules';
import { letTimePass, makeDefinition, newestResult, untilSent } from '../support/abtestParts';
import {
  campaigns,
  makeTemplate,
  newestCampaign,
  reached,
  subscribeMany,
  until,
} from '../support/launchParts';
import { makeDue } from '../support/makeDue';
import { THEIRS } from '../support/neighbour';
import { startSmtpSink, type SmtpSink } from '../support/smtpSink';
import { startTestGateway, type TestGateway, type TestRealm } from '../support/testGateway';

let sink: SmtpSink;
let gateway: TestGateway;
beforeAll(async () => {
  sink = await startSmtpSink();
  gateway = await startTestGateway({ SMTP_URL: sink.url });
});
afterAll(async () => {
  await gateway.close();
  await sink.close();
});
beforeEach(() => {
  sink.mails.length = 0;
  sink.on = {};
});

const numbered = (prefix: string, ...numbers: number[]): string[] =>
  numbers.map((i) => `${prefix}${i}@example.org`);

describe.each(['normal', 'keyed'] as const)('in a %s realm', (kind) => {
  let realm: TestRealm;
  let templateId: number;
  beforeAll(async () => {
    realm = gateway[kind];
    templateId = await makeTemplate(realm, {});
  });

  /** A list of so many contacts whose addresses begin with the prefix. */
  const newList = async (prefix: string, count: number): Promise<number> => {
    const settings = { name: `list ${prefix}`, fromAddress: 'list@sender.example' };
    const listId = await createList(realm.database, realm.realm, settings, new Date());
    await subscribeMany(realm, listId, prefix, count);
    return listId;
  };
  const newRule = (rules: string): Promise<number> =>
    createRule(
      realm.database,
      realm.realm,
      { name: `rule ${Math.random()}`, description: '', folderId: 0, listId: 0, rules },
      new Date(),
    );
  const long = (listId: number, segmentationId: number) => ({
    session: realm.session,
    creatorEmail: 'owner@example.org',
    notifyEmail: '',
    listId,
    templateId,
    segmentationId,
    forcedFormat: -1,
    testMode: false,
  });
  const launchXml = (listId: number, tags: string) => ({
    session: realm.session,
    xmlFlags: `<list_id>${listId}</list_id><template_id>${templateId}</template_id>${tags}`,
  });
  const upload = (name: string, ...addresses: string[]) =>
    gateway.soap.call('uploadSuppressionList', {
      session: realm.session,
      fileName: '',
      name,
      description: '',
      overwrite: true,
      data: addresses.join('\n'),
    });
  const outcomes = (campaignId: number) =>
    realm.database.rows<{ recipient: string; outcome: string }>(
      "SELECT recipient, outcome FROM messages WHERE realm_id = ? AND campaign_id = ? AND status = 'suppressed' ORDER BY recipient",
      [realm.realm.realmId, campaignId],
    );

  it('mails those whom the rule selects, in the long form, with a count, and in the XML form', async () => {
    const listId = await newList('seg', 12);
    await createList(realm.database, realm.realm, { name: `other ${kind}` }, new Date());
    const few = await newRule(`email beginswith 'SEG1' and not first = "FIRST 1"`);
    expect(await gateway.soap.call('listRun', long(listId, few))).toBe(0);
    expect(await newestCampaign(realm)).toMatchObject({
      segmentation_id: few,
      recipients: 2,
      expanded: 2,
      suppressed: 0,
    });
    expect(reached(sink)).toEqual(numbered('seg', 10, 11));

    const one = await newRule('email = "seg5@example.org" or email = "nobody@example.org"');
    expect(await gateway.soap.call('listRunWithCount', long(listId, one))).toBe(1);
    await newestCampaign(realm);
    await gateway.soap.call('listRun', launchXml(listId, `<segmentation_id>${one}</segmentation_id>`));
    await newestCampaign(realm);
    expect(reached(sink)).toEqual([...numbered('seg', 10, 11), ...numbered('seg', 5, 5)]);

    const none = await newRule('city exists');
    expect(await gateway.soap.call('listRunWithCount', long(listId, none))).toBe(0);
    await newestCampaign(realm);
  });

  it('chooses by who opened an earlier launch, and by what happens until the call only', async () => {
    const listId = await newList('ev', 6);
    await gateway.soap.call('listRun', long(listId, 0));
    const { campaign_id: campaignId } = await newestCampaign(realm);
    const rows = await realm.database.rows<{ contact_id: number }>(
      'SELECT contact_id FROM contacts WHERE realm_id = ? AND email IN (?, ?) ORDER BY email',
      [realm.realm.realmId, ...numbered('ev', 2, 4)],
    );
    for (const { contact_id } of rows)
      await realm.database.write(
        'INSERT INTO events (realm_id, event_type, occurred_at, contact_id, campaign_id) VALUES (?, 10, UTC_TIMESTAMP(3), ?, ?)',
        [realm.realm.realmId, contact_id, campaignId],
      );
    const again = await newRule(`sent = ${campaignId} and not opened = ${campaignId}`);
    sink.mails.length = 0;
    await gateway.soap.call('listRun', long(listId, again));
    // What happens after the call changes nothing.
    await realm.database.write('DELETE FROM events WHERE realm_id = ? AND campaign_id = ?', [
      realm.realm.realmId,
      campaignId,
    ]);
    expect(await newestCampaign(realm)).toMatchObject({ recipients: 4 });
    expect(reached(sink)).toEqual(numbered('ev', 0, 1, 3, 5));
  });

  it('refuses a rule that is not there or not valid any more, and makes nothing', async () => {
    const listId = await newList('no', 2);
    await gateway.soap.call('customFieldCreate', {
      session: realm.session,
      fieldName: 'fleeting',
      fieldDescription: '',
      fieldType: 1,
    });
    const gone = await newRule('fleeting = "x"');
    await gateway.soap.call('customFieldDelete', { session: realm.session, fieldName: 'fleeting' });
    const before = (await campaigns(realm)).length;
    const fault = await gateway.soap.fault('listRun', long(listId, gone));
    expect(fault.code).toBe('segmentation.ruleInvalid');
    expect(fault.faultstring).toContain('line 1, column 1: there is no field named fleeting');
    for (const call of ['listRun', 'listRunWithCount'])
      expect((await gateway.soap.fault(call, long(listId, 7))).code).toBe('segmentation.notFound');
    const test = { ...long(listId, gone), testMode: true };
    expect((await gateway.soap.fault('listRun', test)).code).toBe('segmentation.ruleInvalid');
    // The neighbour's.
    expect((await gateway.soap.fault('listRun', long(listId, THEIRS.id))).code).toBe('segmentation.notFound');
    const flags = launchXml(listId, '<segmentation_id>7</segmentation_id>');
    expect((await gateway.soap.fault('listRun', flags)).code).toBe('segmentation.notFound');
    expect(await campaigns(realm)).toHaveLength(before);
  });

  it('leaves out who is on the suppression list, named by name or by id, and counts them', async () => {
    const listId = await newList('sup', 6);
    await upload('Leavers', 'SUP1@example.org', 'sup4@EXAMPLE.org', 'stranger@example.org');
    await gateway.soap.call('listRun', launchXml(listId, '<suppression_list>Leavers</suppression_list>'));
    const campaign = await newestCampaign(realm);
    expect(campaign).toMatchObject({ recipients: 6, expanded: 6, suppressed: 2 });
    expect(reached(sink)).toEqual(numbered('sup', 0, 2, 3, 5));
    expect(await progressOf(realm.database, realm.realm, campaign.campaign_id)).toMatchObject({
      segmentationId: 0,
      suppressionListId: expect.any(Number) as number,
      sent: 4,
      suppressed: 2,
    });
    const reason = 'not sent: the address is on the suppression list of the launch';
    expect(await outcomes(campaign.campaign_id)).toEqual(
      numbered('sup', 1, 4).map((recipient) => ({ recipient, outcome: reason })),
    );

    sink.mails.length = 0;
    const [list] = await realm.database.rows<{ id: number }>(
      "SELECT suppression_list_id AS id FROM suppression_lists WHERE realm_id = ? AND name = 'Leavers'",
      [realm.realm.realmId],
    );
    const rule = await newRule('email beginswith "sup4" or email beginswith "sup5"');
    const tags = `<SuppressionList>${list!.id}</SuppressionList><segmentation_id>${rule}</segmentation_id>`;
    await gateway.soap.call('listRun', launchXml(listId, tags));
    expect(await newestCampaign(realm)).toMatchObject({ recipients: 2, suppressed: 1 });
    expect(reached(sink)).toEqual(numbered('sup', 5));

    // By itself a list stops nothing.
    sink.mails.length = 0;
    await gateway.soap.call('listRun', launchXml(listId, '<suppression_list>0</suppression_list>'));
    expect(await newestCampaign(realm)).toMatchObject({ suppressed: 0 });
    expect(reached(sink)).toHaveLength(6);

    const before = (await campaigns(realm)).length;
    for (const name of ['leavers', '424242']) {
      const flags = launchXml(listId, `<suppression_list>${name}</suppression_list>`);
      expect((await gateway.soap.fault('listRun', flags)).code).toBe('suppressionList.notFound');
    }
    expect(await campaigns(realm)).toHaveLength(before);
  });

  it('goes for an A/B launch, its samples and its rest, by what the definition names', async () => {
    const listId = await newList('ab', 20);
    await upload('Of the test', ...numbered('ab', 10, 11, 12));
    const definition = {
      listId,
      templates: [templateId, await makeTemplate(realm, {})],
      segmentationId: await newRule('email beginswith "ab1"'),
      suppressionList: 'Of the test',
      sampleType: 'count',
      sampleSize: 2,
    } as const;
    const abDefinitionId = await makeDefinition(realm, definition);
    await gateway.soap.call('listRun', {
      session: realm.session,
      xmlFlags: `<ab_definition_id>${abDefinitionId}</ab_definition_id>`,
    });
    await untilSent(realm);
    await letTimePass(realm, abDefinitionId);
    await until(async () => (await newestResult(realm, abDefinitionId)).status === 'decided');
    await untilSent(realm);
    // ab1 and ab10 to ab19, without three.
    expect(reached(sink)).toEqual(numbered('ab', 1, 13, 14, 15, 16, 17, 18, 19).sort());
    const launched = (await campaigns(realm)).slice(0, 3);
    expect(launched.reduce((sum, { recipients }) => sum + recipients, 0)).toBe(11);
    expect(launched.reduce((sum, { suppressed }) => sum + suppressed, 0)).toBe(3);
  });

  it('asks the suppression list again just before sending', async () => {
    const listId = await newList('late', 8);
    await upload('Late', 'stranger@example.org');
    // The first mail is answered when the list has grown, and tried again then with all the others.
    let grown = false;
    sink.on.rcpt = () => (grown ? null : [451, 'later']);
    await gateway.soap.call('listRun', launchXml(listId, '<suppression_list>Late</suppression_list>'));
    const attempted = async (): Promise<boolean> => {
      const [row] = await realm.database.rows<{ n: number }>(
        `SELECT COUNT(*) AS n FROM outbox o JOIN messages m ON m.realm_id = o.realm_id AND m.message_id = o.message_id
          WHERE o.realm_id = ? AND m.list_id = ? AND o.attempts > 0 AND o.lease IS NULL`,
        [realm.realm.realmId, listId],
      );
      return row!.n === 8;
    };
    await until(attempted);
    await upload('Late', ...numbered('late', 0, 3, 7));
    grown = true;
    await makeDue(realm.database);
    const { campaign_id: campaignId } = (await campaigns(realm))[0]!;
    await until(async () => sink.mails.length === 5 && (await outcomes(campaignId)).length === 3);
    expect(reached(sink)).toEqual(numbered('late', 1, 2, 4, 5, 6));
    expect((await outcomes(campaignId)).map(({ recipient }) => recipient)).toEqual(numbered('late', 0, 3, 7));
  });
});
