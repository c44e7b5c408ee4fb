/** `abtest launch`: sends the samples of an A/B definition. A running gateway takes it up within seconds. */
import { launchAbTest, planAbTest } from '../core/abtests/launchAbTest';
import { NO_LAUNCH } from '../core/campaigns/launchRequest';
import { countRecipients } from '../core/campaigns/planLaunch';
import { withRetry } from '../db/withRetry';
import { Smartget } from '../fetching/smartget';
import { abtestArguments, wholeNumber } from './abtestArguments';
import { numberOption, type Command } from './command';
import { withControl } from './withControl';

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
    const settings = terminal.settings();
    const test = input.option('test');
    const request = {
      ...NO_LAUNCH,
      abDefinitionId: wholeNumber('ID', input.args[1]!),
      listId: numberOption(input, 'list', 1, 999_999_999, 0),
      name: input.option('name') ?? '',
      notifyEmail: input.option('notify') ?? '',
      route: input.option('route') ?? '',
      testMode: test !== undefined,
      creatorEmail: test ?? '',
    };
    return withControl(terminal, async (control) => {
      const realm = await control.realms.require(input.args[0]!);
      const database = await control.realmDatabases.forDatabase(realm.databaseId);
      const context = {
        realm,
        now: new Date(),
        smartget: new Smartget({ allowPrivate: settings.smartgetAllowPrivate }),
        mail: { messageIdDomain: settings.mailDomain, defaultSender: settings.mailFrom },
      };
      const plan = await planAbTest({ ...context, sql: database }, request);
      const recipients = request.testMode
        ? plan.samples.length
        : await countRecipients({ ...context, sql: database }, plan.samples[0]!);
      const launch = await withRetry(database, (sql) => launchAbTest({ ...context, sql }, plan));
      return {
        text: request.testMode
          ? `One mail of each sample goes to ${test}.`
          : `Launched to ${recipients} contacts; the rest waits in campaign ${launch.campaignId}. See "abtest show ${realm.name} ${request.abDefinitionId}".`,
        json: { realm: realm.name, ...launch, recipients },
      };
    });
  },
};
