/** What only the owner can make, on the command line: a run finds it in the realm, for itself. */
import { SubscriberTokens } from '../../../src/secrets/subscriberTokens';
import { createList } from '../../../src/core/lists/lists';
import { createRule } from '../../../src/core/segmentation/segmentationRules';
import { addSocialProvider } from '../../../src/core/social/socialProviders';
import { createTemplate } from '../../../src/core/templates/templates';
import { makeDefinition } from '../../support/abtestParts';
import type { TestGateway } from '../../support/testGateway';
import type { Cast, RealmKind } from '../scenario/cast';
import type { Belongings } from '../scenario/steps';

export async function makeBelongings(
  { soap, secret, ...gateway }: TestGateway,
  kind: RealmKind,
  { keyed, reader, listName, ruleName, definitionName, accountName }: Cast,
): Promise<Belongings> {
  const { database, realm, session, listId: otherList } = gateway[kind];
  const now = new Date();
  const listId = await createList(
    database,
    realm,
    { name: listName, fromAddress: '"Test list" <list@sender.example>' },
    now,
  );
  const template = { name: `Of ${listName}`, subject: 'News', plainText: 'News' };
  const templateId = await createTemplate(database, realm, template, now);
  const rule = { folderId: 0, listId: 0, name: ruleName, description: '', rules: 'city exists' };
  const ruleId = await createRule(database, realm, rule, now);
  const wish = { name: definitionName, listId, templates: [templateId, templateId], subjects: ['A', 'B'] };
  const definitionId = await makeDefinition({ realm, database }, wish);
  const accountId = await addSocialProvider(database, realm, 'FACEBOOK', accountName, now);
  await addSocialProvider(database, realm, 'TWITTER', accountName, now);

  const launchFlags = `<list_id>${listId}</list_id><template_id>${templateId}</template_id>`;
  const campaignId = Number(await soap.text('listRun', { session, xmlFlags: launchFlags }));
  const { email, key: customerKey } = reader;
  const operation = keyed ? 'userSubscribeByCustomerKey' : 'userSubscribe';
  const named = keyed ? { customerKey, email } : { email };
  await soap.call(operation, { session, ...named, listId: otherList, emailFormat: 99 });
  const contactId = await (keyed
    ? soap.call('getSubscriberIDByCustomerKey', { session, customerKey })
    : soap.call('getSubscriberID', { session, email, firstName: '' }));
  const tags = new SubscriberTokens(secret);
  return {
    listId,
    listIds: String(listId),
    launchFlags,
    campaignId,
    ruleId,
    definitionId,
    accountId,
    readerTag: tags.make({ realmId: realm.realmId, contactId: Number(contactId), campaignId: 0 }),
  };
}
