/** `abtest show`: a definition, and what became of the samples of its last launch. */
import { abtestShow as showDefinition } from '../operations/administration/abtests/abtestShow';
import { abtestArguments, wholeNumber } from './abtestArguments';
import type { Command } from './command';
import { withRealmNamed, type OutputOf } from './operationCaller';
import { facts, moment, table } from './table';

type Definition = OutputOf<typeof showDefinition>;
type Launch = NonNullable<Definition['lastLaunch']>;

export const abtestShow: Command = {
  name: 'abtest show',
  summary: 'Show an A/B definition and the numbers of its last launch.',
  args: abtestArguments,
  options: {},
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ call }) => {
      const definition = await call(showDefinition, {
        abDefinitionId: wholeNumber('ID', input.args[1]!),
      });
      const { lastLaunch } = definition;
      return {
        text: [about(definition), lastLaunch ? launched(lastLaunch) : 'It has not been launched yet.'].join(
          '\n\n',
        ),
        json: definition,
      };
    }),
};

const about = (definition: Definition): string => {
  const { sampleSize, sampleType, maxMinutes, threshold, afterTest } = definition;
  return [
    facts([
      ['A/B definition', definition.abDefinitionId],
      ['Name', definition.name],
      ['Description', definition.description],
      ['List', definition.listId],
      ['Segmentation rule', definition.segmentationId || null],
      ['Suppression list', definition.suppressionList],
      ['Size of a sample', sampleType === 'percent' ? `${sampleSize} %` : `${sampleSize} contacts`],
      ['Measure', definition.measure],
      ['Ends after', maxMinutes > 0 ? `${maxMinutes} minutes` : null],
      ['Ends at', threshold > 0 ? `${threshold} readers of a sample` : null],
      ['Then', afterTest === 'send' ? 'the winner is sent' : 'somebody chooses'],
    ]),
    table(
      ['SAMPLE', 'TEMPLATE', 'SUBJECT', 'FROM'],
      definition.samples.map(({ letter, templateId, subject, fromAddress }) => [
        letter,
        templateId,
        subject,
        fromAddress,
      ]),
      '',
    ),
  ].join('\n\n');
};

const launched = ({ samples, ...result }: Launch): string =>
  [
    facts([
      ['Launched (UTC)', moment(result.startedAt)],
      ['Status', result.status],
      ['Ends (UTC)', moment(result.endsAt)],
      ['Ended (UTC)', moment(result.endedAt)],
      ['Winner', result.winner],
      ['Chosen by', result.chosenBy],
      ['Campaign of the rest', result.restCampaignId],
    ]),
    table(
      ['SAMPLE', 'CAMPAIGN', 'STATUS', 'RECIPIENTS', 'SENT', 'OPENED', 'CLICKED', 'MEASURED'],
      samples.map(({ letter, campaignId, status, recipients, sent, opened, clicked, measured }) => [
        letter,
        campaignId,
        status,
        recipients,
        sent,
        opened,
        clicked,
        `${measured} %`,
      ]),
      '',
    ),
  ].join('\n\n');
