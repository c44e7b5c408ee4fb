/** `abtest launch`: sends the samples of an A/B definition. A running gateway takes it up within seconds. */
import { abtestLaunch as launchDefinition } from '../operations/administration/abtests/abtestLaunch';
import { abtestArguments, wholeNumber } from './abtestArguments';
import { numberOption, type Command } from './command';
import { withRealmNamed } from './operationCaller';

export const abtestLaunch: Command = {
  name: 'abtest launch',
  summary: 'Launch an A/B definition: the samples now, the winner to all the others when the test has ended.',
  details:
    'Templates and senders are kept as they are now. The gateways that run write down who is on the list, send the mail and end the test.',
  args: abtestArguments,
  options: {
    list: { value: 'ID', doc: "List to launch to, in place of the definition's." },
    name: { value: 'TEXT', doc: "Name of the campaigns, in place of the definition's." },
    notify: {
      value: 'ADDRESS',
      doc: 'Is told when somebody has to choose, and when the winner has been sent.',
    },
    route: { value: 'NAME', doc: "Sending route, in place of the list's." },
    test: { value: 'ADDRESS', doc: 'Send one mail of each sample to this address, and nothing to the list.' },
  },
  run: (input, terminal) => {
    const abDefinitionId = wholeNumber('ID', input.args[1]!);
    const listId = numberOption(input, 'list', 1, 999_999_999, 0);
    const test = input.option('test');
    return withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const launch = await call(launchDefinition, {
        abDefinitionId,
        listId,
        name: input.option('name'),
        notifyEmail: input.option('notify'),
        route: input.option('route'),
        testEmail: test,
      });
      return {
        text:
          test === undefined
            ? `Launched to ${launch.recipients} contacts; the rest waits in campaign ${launch.campaignId}. See "abtest show ${realm} ${abDefinitionId}".`
            : `One mail of each sample goes to ${test}.`,
        json: { realm, ...launch },
      };
    });
  },
};
