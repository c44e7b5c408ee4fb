/** Sends the samples of an A/B definition. */
import { optional, required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { launchAbTest, planAbTest } from '../../../core/abtests/launchAbTest';
import { NO_LAUNCH } from '../../../core/campaigns/launchRequest';
import { countRecipients } from '../../../core/campaigns/planLaunch';
import { dataOperation, type DataContext } from '../context';
import { abDefinitionId } from './abRows';

export const abtestLaunch = dataOperation({
  name: 'abtestLaunch',
  group: 'abtests',
  doc: 'Launches an A/B definition: the samples now, the winner to all the others when the test has ended.',
  rights: 'sender',
  access: 'write',
  subject: 'abDefinitionId',
  parameters: {
    abDefinitionId,
    listId: required(t.number, "List to launch to, in place of the definition's; 0 for that one."),
    name: optional(t.string, "Name of the campaigns, in place of the definition's."),
    notifyEmail: optional(t.string, 'Is told when somebody has to choose, and when the winner was sent.'),
    route: optional(t.string, "Sending route, in place of the list's."),
    testEmail: optional(t.string, 'One mail of each sample goes to this address, and nothing to the list.'),
  },
  result: t.row('LaunchedAbTest', {
    /** 0 in test mode. */
    abResultId: t.number,
    /** The campaign that holds the rest; in test mode that of the first sample. */
    campaignId: t.number,
    recipients: t.number,
  }),
  errors: ['abtest.notFound', 'launch.refused', 'argument.invalid'],
  prepare: async (input, context) => {
    const plan = await planAbTest(launchContext(context), {
      ...NO_LAUNCH,
      abDefinitionId: input.abDefinitionId,
      listId: input.listId,
      name: input.name ?? '',
      notifyEmail: input.notifyEmail ?? '',
      route: input.route ?? '',
      testMode: input.testEmail !== null,
      creatorEmail: input.testEmail ?? '',
    });
    const recipients =
      input.testEmail === null
        ? await countRecipients(launchContext(context), plan.samples[0]!)
        : plan.samples.length;
    return { plan, recipients };
  },
  handler: async (_input, context, { plan, recipients }) => {
    const { realm, services, afterCommit } = context;
    const launch = await launchAbTest(launchContext(context), plan);
    afterCommit(() => services.wakeLaunches(realm.databaseId));
    return { ...launch, recipients };
  },
});

const launchContext = ({ sql, realm, now, services: { smartget, mail } }: DataContext) => ({
  sql,
  realm,
  now,
  smartget,
  mail,
});
