/** The rules of a realm, one rule, and how many contacts it selects. */
import { required } from '../../../contract/defineOperation';
import { ApiError } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import { requireList } from '../../../core/lists/lists';
import { allRules, requireRuleNamed } from '../../../core/segmentation/segmentationRules';
import { countSegment, readRule } from '../../../core/segmentation/segments';
import { dataOperation, type DataContext } from '../context';
import { RULE_FIELDS, ruleParameter, SegmentationRule } from './segmentationRule';

export const segmentationList = dataOperation({
  name: 'segmentationList',
  group: 'segmentation',
  doc: 'The segmentation rules of the realm, by name.',
  rights: 'viewer',
  access: 'read',
  parameters: {},
  result: t.rows(SegmentationRule),
  handler: (_input, { sql, realm }) => allRules(sql, realm),
});

export const segmentationShow = dataOperation({
  name: 'segmentationShow',
  group: 'segmentation',
  doc: 'A segmentation rule, and whether it can be used now.',
  rights: 'viewer',
  access: 'read',
  parameters: { rule: ruleParameter },
  result: t.row('CheckedRule', {
    ...RULE_FIELDS,
    /** What keeps it from being used, or null. */
    problem: t.string,
  }),
  errors: ['segmentation.notFound'],
  handler: async ({ rule: named }, context) => {
    const rule = await requireRuleNamed(context.sql, context.realm, named);
    return { ...rule, problem: await problemOf(rule.rules, context) };
  },
});

export const segmentationTest = dataOperation({
  name: 'segmentationTest',
  group: 'segmentation',
  doc: 'How many contacts of a list a rule selects now.',
  rights: 'viewer',
  access: 'read',
  parameters: { rule: ruleParameter, listId: required(t.number, 'Number of the list.') },
  result: t.row('CountedSegment', {
    segmentationId: t.number,
    rule: t.text,
    list: t.text,
    contacts: t.number,
  }),
  errors: ['segmentation.notFound', 'list.notFound', 'segmentation.ruleInvalid'],
  handler: async ({ rule: named, listId }, { sql, realm, now }) => {
    const rule = await requireRuleNamed(sql, realm, named);
    const list = await requireList(sql, realm, listId);
    const condition = await readRule(sql, realm, rule.rules, now);
    return {
      segmentationId: rule.segmentationId,
      rule: rule.name,
      list: list.name,
      contacts: await countSegment(sql, realm, listId, condition),
    };
  },
});

async function problemOf(rules: string, { sql, realm, now }: DataContext): Promise<string | null> {
  try {
    await readRule(sql, realm, rules, now);
    return null;
  } catch (error) {
    if (error instanceof ApiError) return error.message;
    throw error;
  }
}
