/** Life-cycle campaigns as their owner makes, lists and deletes them. */
import { required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import {
  createLifecycle,
  deleteLifecycle,
  lifecycleCampaigns,
  memberCounts,
  requireLifecycle,
} from '../../../core/lifecycle/lifecycleCampaigns';
import { dataOperation } from '../context';

const Steps = t.rows(t.row('LifecycleStep', { templateId: t.number, afterMinutes: t.number }));
const fields = { lifecycleId: t.number, name: t.text, listId: t.number, steps: Steps } as const;
const LifecycleCampaign = t.row('LifecycleCampaign', fields);
const name = required(t.text, 'Unique in the realm.');

export const lifecycleCreate = dataOperation({
  name: 'lifecycleCreate',
  group: 'campaigns',
  doc: 'Creates a life-cycle campaign: messages that contacts get one after the other, counted from when they are added.',
  rights: 'sender',
  access: 'write',
  subject: 'name',
  parameters: {
    name,
    listId: required(t.number, 'List that the messages belong to.'),
    steps: required(Steps, 'Templates, each with the minutes after which it is sent.'),
  },
  result: LifecycleCampaign,
  errors: ['argument.invalid', 'list.notFound', 'template.notFound', 'lifecycle.exists'],
  handler: async (campaign, { sql, realm, now }) => ({
    lifecycleId: await createLifecycle(sql, realm, campaign, now),
    ...campaign,
  }),
});

export const lifecycleList = dataOperation({
  name: 'lifecycleList',
  group: 'campaigns',
  doc: 'The life-cycle campaigns of a realm, by name.',
  rights: 'viewer',
  access: 'read',
  parameters: {},
  result: t.rows(t.row('LifecycleCampaignWithMembers', { ...fields, underWay: t.number })),
  handler: async (_, { sql, realm }) => {
    const counts = await memberCounts(sql, realm);
    return (await lifecycleCampaigns(sql, realm)).map((each) => ({
      ...each,
      underWay: counts.get(each.lifecycleId) ?? 0,
    }));
  },
});

export const lifecycleDelete = dataOperation({
  name: 'lifecycleDelete',
  group: 'campaigns',
  doc: 'Deletes a life-cycle campaign; nobody gets more of its messages.',
  rights: 'sender',
  access: 'write',
  subject: 'name',
  parameters: { name: required(t.text, 'Its name, exactly.') },
  result: LifecycleCampaign,
  errors: ['lifecycle.notFound'],
  handler: async (input, { sql, realm }) => {
    const campaign = await requireLifecycle(sql, realm, input.name);
    await deleteLifecycle(sql, realm, campaign.lifecycleId);
    return campaign;
  },
});
