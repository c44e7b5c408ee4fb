/** The commands about segmentation rules. */
import { optional, required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { requireList } from '../../core/lists/lists';
import {
  allRules,
  createRule,
  deleteRule,
  requireRule,
  updateRule,
} from '../../core/segmentation/segmentationRules';
import { countSegment, readRule } from '../../core/segmentation/segments';
import { RULE_COLUMNS } from '../segmentation/enumSegmentationRules';
import { ARTICLE, httpCommand, inNames, number, success, text } from './httpCommand';
import { listing } from './namedThings';

const ruleId = required(t.int, 'Number of the rule.');
const LANGUAGE = 'The language of rules is described in docs/segmentation.md.';
const WRITE_ERRORS = [
  'segmentation.exists',
  'segmentation.ruleInvalid',
  'list.notFound',
  'argument.missing',
  'argument.invalid',
] as const;
const NAMES = { segmentationName: 'segmentation_name' } as const;

export const showSeg = listing({
  name: 'show_seg',
  aliases: ['show_segments'],
  group: 'segmentation',
  doc: 'Answers all segmentation rules of the realm, by name.',
  resultDoc: 'Plain text: number and name. Else Segmentation ID, Segmentation Name, Description.',
  provenance: ARTICLE,
  columns: RULE_COLUMNS,
  rows: ({ sql, realm }) => allRules(sql, realm),
});

const settings = {
  segmentation_type: text('adv, or empty: rules are of one kind here.'),
  list_id: number('List that the rule is written for, or 0; kept.'),
  rules: text('The rule, at most 16000 characters.'),
  description: text('What the rule is for, at most 255 characters.'),
  operator_type: text('Of simple rules, which are not known here; refused unless it is empty.'),
};

/** Simple rules are another notation, of which nothing is known. */
function requireAdvanced(input: { segmentation_type: string | null; operator_type: string | null }): void {
  if (!['', 'adv', 'advanced'].includes(input.segmentation_type?.trim().toLowerCase() ?? ''))
    fail('argument.invalid', { name: 'segmentation_type', reason: 'it is adv' });
  if (input.operator_type?.trim())
    fail('argument.invalid', {
      name: 'operator_type',
      reason: 'simple rules are not known here; send rules',
    });
}

export const createSeg = httpCommand({
  name: 'createseg',
  group: 'segmentation',
  doc: `Creates a segmentation rule. ${LANGUAGE}`,
  access: 'write',
  parameters: {
    ...settings,
    segmentation_name: required(t.string, 'Name of the rule, unique in the realm.'),
    rules: required(t.string, settings.rules.doc),
  },
  resultDoc: 'SUCCESS: SEGMENTATION_ID.',
  errors: WRITE_ERRORS,
  provenance: ARTICLE,
  handler: async (input, { sql, realm, now }) => {
    requireAdvanced(input);
    const rule = {
      folderId: 0,
      listId: Math.max(0, input.list_id ?? 0),
      name: input.segmentation_name,
      description: input.description ?? '',
      rules: input.rules,
    };
    return success(await inNames(NAMES, () => createRule(sql, realm, rule, now)));
  },
});

export const updateSeg = httpCommand({
  name: 'updateseg',
  group: 'segmentation',
  doc: `Changes what is given of a segmentation rule; the rest stays. ${LANGUAGE}`,
  access: 'write',
  parameters: {
    segmentation_id: ruleId,
    ...settings,
    segmentation_name: optional(t.string, 'New name.'),
  },
  resultDoc: 'SUCCESS: SEGMENTATION_ID.',
  errors: ['segmentation.notFound', ...WRITE_ERRORS],
  provenance: ARTICLE,
  handler: async (input, { sql, realm, now }) => {
    requireAdvanced(input);
    const changes = {
      ...(input.list_id === null ? {} : { listId: Math.max(0, input.list_id) }),
      ...(input.segmentation_name ? { name: input.segmentation_name } : {}),
      ...(input.description ? { description: input.description } : {}),
      ...(input.rules ? { rules: input.rules } : {}),
    };
    await inNames(NAMES, () => updateRule(sql, realm, input.segmentation_id, changes, now));
    return success(input.segmentation_id);
  },
});

export const deleteSeg = httpCommand({
  name: 'deleteseg',
  group: 'segmentation',
  doc: 'Deletes a segmentation rule. Launches that were called before go on.',
  access: 'write',
  parameters: { segmentation_id: ruleId },
  resultDoc: 'SUCCESS: Segmentation deleted.',
  errors: ['segmentation.notFound'],
  provenance: ARTICLE,
  handler: async (input, { sql, realm }) => {
    const { segmentationId } = await requireRule(sql, realm, input.segmentation_id);
    await deleteRule(sql, realm, segmentationId);
    return success('Segmentation deleted');
  },
});

export const testSeg = httpCommand({
  name: 'testseg',
  group: 'segmentation',
  doc: 'Counts the contacts of a list that a segmentation rule selects now.',
  access: 'read',
  parameters: {
    segmentation_id: ruleId,
    list_id: number('Number of the list; that of the rule where it is left out.'),
  },
  resultDoc: 'SUCCESS: N, the number of contacts.',
  errors: ['segmentation.notFound', 'segmentation.ruleInvalid', 'list.notFound', 'argument.missing'],
  provenance: {
    ...ARTICLE,
    basis: `${ARTICLE.basis} What it answers behind the word is not known; ours is the number.`,
  },
  handler: async (input, { sql, realm, now }) => {
    const rule = await requireRule(sql, realm, input.segmentation_id);
    const listId = input.list_id ?? rule.listId;
    if (listId <= 0) fail('argument.missing', { name: 'list_id' });
    const list = await requireList(sql, realm, listId);
    return success(await countSegment(sql, realm, list.listId, await readRule(sql, realm, rule.rules, now)));
  },
});
