/** `campaign launch`: sends a template to everybody on a list. A running gateway takes it up within seconds. */
import { campaignShow } from '../operations/administration/campaigns/campaignShow';
import { listRun } from '../operations/campaigns/listRun';
import { numberOption, UsageError, type Command } from './command';
import { flagsXml } from '../text/flagsXml';
import { listArgument, namedList, namedTemplate, realmArgument } from './namedThings';
import { withOperations } from './operationCaller';

export const campaignLaunch: Command = {
  name: 'campaign launch',
  summary: 'Launch a list: one message of a template for each of its contacts.',
  details:
    'Template, sender and recipients are kept as they are now, those of long lists within seconds. The mail goes out by the gateways that run. For an A/B test: abtest launch.',
  args: [realmArgument, listArgument],
  options: {
    template: {
      value: 'TEMPLATE',
      doc: 'Number or name of the template; the default one of the list unless given.',
    },
    subject: { value: 'TEXT', doc: "Subject, in place of the template's." },
    segment: { value: 'ID', doc: 'Number of a segmentation rule; everybody on the list unless given.' },
    'suppression-list': { value: 'NAME', doc: 'Suppression list whose addresses get nothing.' },
    format: { value: 'NUMBER', doc: '1 plain text, 2 HTML, 99 both; as each contact chose unless given.' },
    name: { value: 'TEXT', doc: 'Name of the campaign.' },
    route: { value: 'NAME', doc: "Sending route, in place of the list's." },
    notify: { value: 'ADDRESS', doc: 'Is told when the launch has ended.' },
    test: { value: 'ADDRESS', doc: 'Send one mail to this address, and nothing to the list.' },
  },
  run: (input, terminal) => {
    const segment = numberOption(input, 'segment', 1, 999_999_999, 0);
    const format = input.option('format');
    if (format !== undefined && !['1', '2', '99'].includes(format))
      throw new UsageError('--format takes 1, 2 or 99.');
    return withOperations(terminal, input.args[0]!, async (caller) => {
      const { realm } = caller;
      const list = await namedList(caller, input.args[1]!);
      const template = input.option('template');
      const test = input.option('test');
      const answer = await caller.call<string>(listRun, {
        xmlFlags: flagsXml({
          list_id: list.listId,
          template_id: template === undefined ? null : (await namedTemplate(caller, template)).templateId,
          subject: input.option('subject'),
          segmentation_id: segment || null,
          suppression_list: input.option('suppression-list'),
          format,
          campaign_alias: input.option('name'),
          vmta: input.option('route'),
          notify_email: input.option('notify'),
          deployed_by_email: test,
          test_mode: test === undefined ? null : 1,
        }),
      });
      const campaign = await caller.call(campaignShow, { campaignId: Number(answer) });
      return {
        text:
          test === undefined
            ? `Launched to ${campaign.isCaptured ? '' : 'more than '}${campaign.recipients} ${campaign.recipients === 1 ? 'contact' : 'contacts'}. How far it is: campaign show ${realm.name} ${campaign.campaignId}`
            : `One mail goes to ${test}.`,
        json: campaign,
      };
    });
  },
};
