/** What stands in the form of a REST call before anybody writes there. */
import type { EndpointDescription, RealmOutline } from '../../../apiDescription';

type Values = Readonly<Record<string, string>>;

const WHO = { email: 'ann@example.com', firstName: 'Ann', customerKey: 'CRM-17' } as const;

/** Of parameters, by their names. */
export function exampleParameters(realm: RealmOutline | null): Values {
  const [list, template, campaign] = [realm?.lists[0], realm?.templates[0], realm?.campaigns[0]];
  return {
    ...WHO,
    listId: String(list?.id ?? 5001),
    listName: list?.name ?? 'Newsletter',
    templateId: String(template?.id ?? 7001),
    templateName: template?.name ?? 'Welcome',
    campaignId: String(campaign?.id ?? 20001),
    articleId: '4001',
    table: 'orders',
    uniqueId: 'A-1',
    subscriber: realm?.byKey ? WHO.customerKey : '100001',
    subscriptionId: '21479131447297',
  };
}

/** Fields that a body is most often about. */
const BODY: Readonly<Record<string, (values: Values) => unknown>> = {
  email: ({ email }) => email,
  firstName: ({ firstName }) => firstName,
  subscriberId: () => 0,
  listId: ({ listId }) => Number(listId),
  formatId: () => 99,
  templateId: ({ templateId }) => Number(templateId),
  listFromAddress: () => 'news@example.com',
  campaignListId: ({ listId }) => Number(listId),
  campaignTemplateId: ({ templateId }) => Number(templateId),
  campaignName: () => 'May',
  name: () => 'May',
  subject: () => 'News of May',
  templateDataPlaintext: () => 'Hello %%$first%%',
  body: () => 'There is news.',
};

export function exampleBody(endpoint: EndpointDescription, realm: RealmOutline | null): unknown {
  const values = exampleParameters(realm);
  const names = (endpoint.body?.fields ?? []).map(({ name }) => name);
  // What a list is called stands in its settings; elsewhere its number says more.
  const isList = names.includes('listFromAddress');
  return {
    ...(isList ? { listName: 'May' } : {}),
    ...(realm?.byKey && names.includes('customerKey') ? { customerKey: values.customerKey } : {}),
    ...Object.fromEntries(
      names
        .filter((name) => BODY[name] && !(isList && name === 'listId'))
        .map((name) => [name, BODY[name]!(values)]),
    ),
  };
}
