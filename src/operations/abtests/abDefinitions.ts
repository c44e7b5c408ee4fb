/** Reading A/B definitions. They are made on the command line (`abtest create`). */
import { required } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import type { AbDefinition } from '../../core/abtests/abDefinition';
import { abDefinitions, requireAbDefinition } from '../../core/abtests/abDefinitions';
import { allLists } from '../../core/lists/lists';
import { templateNames } from '../../core/templates/templates';
import {
  column,
  isXml,
  renderCells,
  renderTable,
  type Cell,
  type Format,
  type Layout,
} from '../../rendering/table';
import { realmOperation, type RealmContext } from '../context';
import { format, SEEN } from '../parameters';
import { checkedOutputFormat } from '../reportText';

const RESULT = `In XML one element for each definition with id, name, description, list_id, list_name, segmentation_rule_id, suppression_list, max_time (minutes, 0 for no limit), measuring (opens, clicks, click_to_open), num_samples, sample_size, sample_type (percent, count), test_subject, test_from_address, test_content (1 where samples differ in it), test_ends_when (time, threshold, time_or_threshold, manual), threshold and post_test_action (send_winner, wait), and a sample element for each sample: letter, template_id, template_name, subject, from_address.
In the other formats rows without a header: the same values behind a D, then for each sample S, letter, template number, template name and from address.`;

const provenance = {
  ...SEEN,
  basis:
    'Called in public client code; columns and the typed rows as documented for the sibling HTTP command, words for the choices are ours.',
} as const;

export const getAbDefinitions = realmOperation({
  name: 'getAbDefinitions',
  group: 'abtests',
  doc: 'Answers all A/B definitions of the realm. They are made and launched on the command line (abtest create, abtest launch); listRun with ab_definition_id launches one too.',
  access: 'read',
  parameters: { format },
  forms: ['format'],
  result: t.string,
  resultDoc: RESULT,
  errors: ['argument.invalid'],
  provenance,
  handler: async (input, context) => {
    const outputFormat = checkedOutputFormat(input.format);
    return render(context, await abDefinitions(context.sql, context.realm), outputFormat);
  },
});

export const abDefinitionGetById = realmOperation({
  name: 'abDefinitionGetById',
  group: 'abtests',
  doc: 'Answers one A/B definition.',
  access: 'read',
  parameters: { abDefinitionId: required(t.int, 'Number of the definition.'), format },
  forms: ['abDefinitionId format'],
  result: t.string,
  resultDoc: RESULT,
  errors: ['abtest.notFound', 'argument.invalid'],
  provenance,
  handler: async (input, context) => {
    const outputFormat = checkedOutputFormat(input.format);
    const definition = await requireAbDefinition(context.sql, context.realm, input.abDefinitionId);
    return render(context, [definition], outputFormat);
  },
});

async function render(
  { sql, realm }: RealmContext,
  definitions: readonly AbDefinition[],
  format: Format,
): Promise<string> {
  const lists = new Map((await allLists(sql, realm)).map((list) => [list.listId, list]));
  const templates = new Map((await templateNames(sql, realm)).map((each) => [each.templateId, each.name]));
  const all = definitions.map((definition): Described => {
    const list = lists.get(definition.listId);
    return {
      fields: fieldsOf(definition, list?.name ?? ''),
      samples: definition.samples.map(({ letter, templateId, subject, fromAddress }) => ({
        letter,
        template_id: templateId,
        template_name: templates.get(templateId) ?? '',
        subject,
        from_address: fromAddress || (list?.fromAddress ?? ''),
      })),
    };
  });
  if (isXml(format)) return renderTable(AS_ELEMENTS, all, format, false);
  const rows = all.flatMap(({ fields, samples }) => [
    ['D', ...FIELDS.map((field) => fields[field])],
    ...samples.map(({ letter, template_id, template_name, from_address }) => [
      'S',
      letter,
      template_id,
      template_name,
      from_address,
    ]),
  ]);
  return renderCells(rows, format);
}

const FIELDS = [
  'id',
  'name',
  'description',
  'list_id',
  'list_name',
  'segmentation_rule_id',
  'suppression_list',
  'max_time',
  'measuring',
  'num_samples',
  'sample_size',
  'sample_type',
  'test_subject',
  'test_from_address',
  'test_content',
  'test_ends_when',
  'threshold',
  'post_test_action',
] as const;

const SAMPLE_FIELDS = ['letter', 'template_id', 'template_name', 'subject', 'from_address'] as const;

type Fields = Readonly<Record<(typeof FIELDS)[number], Cell>>;

interface Described {
  readonly fields: Fields;
  readonly samples: readonly Readonly<Record<(typeof SAMPLE_FIELDS)[number], Cell>>[];
}

const AS_ELEMENTS: Layout<Described> = {
  columns: FIELDS.map((field) => column(field, ({ fields }) => fields[field])),
  details: ({ samples }) =>
    samples.map((sample) => ({
      name: 'sample',
      content: SAMPLE_FIELDS.map((name) => ({ name, content: sample[name] })),
    })),
};

function fieldsOf(definition: AbDefinition, listName: string): Fields {
  const { samples, maxMinutes, threshold } = definition;
  const differs = (value: (sample: AbDefinition['samples'][number]) => string | number): string =>
    new Set(samples.map(value)).size > 1 ? '1' : '0';
  return {
    id: definition.abDefinitionId,
    name: definition.name,
    description: definition.description,
    list_id: definition.listId,
    list_name: listName,
    segmentation_rule_id: definition.segmentationId,
    suppression_list: definition.suppressionList,
    max_time: maxMinutes,
    measuring: definition.measure,
    num_samples: samples.length,
    sample_size: definition.sampleSize,
    sample_type: definition.sampleType,
    test_subject: differs(({ subject }) => subject),
    test_from_address: differs(({ fromAddress }) => fromAddress),
    test_content: differs(({ templateId }) => templateId),
    test_ends_when:
      [maxMinutes > 0 ? 'time' : '', threshold > 0 ? 'threshold' : ''].filter(Boolean).join('_or_') ||
      'manual',
    threshold,
    post_test_action: definition.afterTest === 'send' ? 'send_winner' : 'wait',
  };
}
