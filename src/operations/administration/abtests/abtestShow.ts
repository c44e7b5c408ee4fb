/** The A/B definitions of a realm, and what became of the samples of their last launches. */
import { t } from '../../../contract/wireTypes';
import { abDefinitions, requireAbDefinition } from '../../../core/abtests/abDefinitions';
import { newestResult, type AbResult } from '../../../core/abtests/abResults';
import { shareOf } from '../../../core/abtests/measures';
import { sampleStats, type SampleStats } from '../../../core/abtests/sampleStats';
import { dataOperation } from '../context';
import { abDefinitionId, DEFINITION_FIELDS, RESULT_FIELDS } from './abRows';

export const abtestList = dataOperation({
  name: 'abtestList',
  group: 'abtests',
  doc: 'The A/B definitions of the realm, and how far their last launches are.',
  rights: 'viewer',
  access: 'read',
  parameters: {},
  result: t.rows(
    t.row('ListedAbDefinition', {
      ...DEFINITION_FIELDS,
      lastLaunch: t.maybe(t.row('AbLaunch', RESULT_FIELDS)),
    }),
  ),
  handler: async (_input, { sql, realm }) => {
    const rows = [];
    for (const definition of await abDefinitions(sql, realm))
      rows.push({
        ...definition,
        samples: [...definition.samples],
        lastLaunch: await newestResult(sql, realm, definition.abDefinitionId),
      });
    return rows;
  },
});

const SampleRow = t.row('AbSampleResult', {
  abResultSampleId: t.number,
  abResultId: t.number,
  letter: t.text,
  campaignId: t.number,
  encryptedId: t.text,
  templateId: t.number,
  templateName: t.text,
  subject: t.text,
  sender: t.text,
  status: t.text,
  recipients: t.number,
  suppressed: t.number,
  sent: t.number,
  opened: t.number,
  clicked: t.number,
  /** Percent, by the measure of the launch. */
  measured: t.float,
});

export const abtestShow = dataOperation({
  name: 'abtestShow',
  group: 'abtests',
  doc: 'An A/B definition and the numbers of its last launch.',
  rights: 'viewer',
  access: 'read',
  parameters: { abDefinitionId },
  result: t.row('AbDefinitionDetails', {
    ...DEFINITION_FIELDS,
    lastLaunch: t.maybe(t.row('AbLaunchDetails', { ...RESULT_FIELDS, samples: t.rows(SampleRow) })),
  }),
  errors: ['abtest.notFound'],
  handler: async (input, { sql, realm }) => {
    const definition = await requireAbDefinition(sql, realm, input.abDefinitionId);
    const launch = await newestResult(sql, realm, definition.abDefinitionId);
    const samples = launch ? await sampleStats(sql, realm, launch) : [];
    return {
      ...definition,
      samples: [...definition.samples],
      lastLaunch: launch && { ...launch, samples: samples.map((sample) => numbers(launch, sample)) },
    };
  },
});

/** A sample with its campaign and its counts. */
function numbers({ measure }: AbResult, { totals, ...sample }: SampleStats) {
  const { part, whole } = shareOf(measure, totals);
  return {
    ...sample,
    sent: totals.sent,
    opened: totals.uniqueOpens,
    clicked: totals.uniqueClicks,
    measured: whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 100,
  };
}
