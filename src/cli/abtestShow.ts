/** `abtest show`: a definition, and what became of the samples of its last launch. */
import type { AbDefinition } from '../core/abtests/abDefinition';
import { requireAbDefinition } from '../core/abtests/abDefinitions';
import { newestResult, type AbResult } from '../core/abtests/abResults';
import { shareOf } from '../core/abtests/measures';
import { sampleStats, type SampleStats } from '../core/abtests/sampleStats';
import { abtestArguments, wholeNumber } from './abtestArguments';
import type { Command } from './command';
import { facts, moment, table } from './table';
import { withRealm } from './withControl';

export const abtestShow: Command = {
  name: 'abtest show',
  summary: 'Show an A/B definition and the numbers of its last launch.',
  args: abtestArguments,
  options: {},
  run: (input, terminal) =>
    withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const definition = await requireAbDefinition(sql, realm, wholeNumber('ID', input.args[1]!));
      const result = await newestResult(sql, realm, definition.abDefinitionId);
      const samples = result ? await sampleStats(sql, realm, result) : [];
      return {
        text: [about(definition), result ? launched(result, samples) : 'It has not been launched yet.'].join(
          '\n\n',
        ),
        json: {
          ...definition,
          lastLaunch: result && { ...result, samples: samples.map((sample) => numbers(result, sample)) },
        },
      };
    }),
};

const about = (definition: AbDefinition): string => {
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

/** A sample as it is shown: its campaign and its counts. */
function numbers(result: AbResult, { totals, ...sample }: SampleStats) {
  const { part, whole } = shareOf(result.measure, totals);
  return {
    ...sample,
    sent: totals.sent,
    opened: totals.uniqueOpens,
    clicked: totals.uniqueClicks,
    measured: whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 100,
  };
}

const launched = (result: AbResult, samples: readonly SampleStats[]): string =>
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
      samples.map((sample) => {
        const { sent, opened, clicked, measured } = numbers(result, sample);
        const { letter, campaignId, status, recipients } = sample;
        return [letter, campaignId, status, recipients, sent, opened, clicked, `${measured} %`];
      }),
      '',
    ),
  ].join('\n\n');
