/** `segmentationUpdateAdvancedRule`: puts a new rule in the place of one that exists. */
import { optional, required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { updateRule } from '../../core/segmentation/segmentationRules';
import { realmOperation } from '../context';
import { SEEN } from '../parameters';

export const segmentationUpdateAdvancedRule = realmOperation({
  name: 'segmentationUpdateAdvancedRule',
  group: 'segmentation',
  doc: `Changes a segmentation rule. The language of rules is described in docs/segmentation.md: FIELD OPERATOR VALUE, joined by and, or, not and parentheses.
A rule that cannot be read, or names a field, a list or a campaign that is not there, is refused with its place, and the old one stays.`,
  access: 'write',
  parameters: {
    realmId: optional(t.int, 'Number of the realm of the session, or 0 for it; no other is reached.'),
    listId: optional(t.int, 'List that the rule is written for, or 0; kept for clients, without effect.'),
    segmentationRuleId: required(t.int, 'Number of the rule.'),
    segmentationName: optional(t.string, 'New name, at most 100 characters; empty to keep the old one.'),
    description: optional(t.string, 'New description, at most 255 characters; nil keeps the old one.'),
    rules: required(t.string, 'The new rule, at most 16000 characters.'),
  },
  forms: ['realmId listId segmentationRuleId segmentationName description rules'],
  result: t.code,
  resultDoc: '0 changed, 1 another rule has that name.',
  errors: ['segmentation.notFound', 'segmentation.ruleInvalid', 'segmentation.exists', 'list.notFound'],
  provenance: {
    ...SEEN,
    basis:
      'Called in public client code with these arguments. Whether it answered a code or the number of the rule is unknown; ours answers a code, as the other calls that change something do.',
  },
  handler: async (input, { sql, realm, now }) => {
    if (input.realmId !== null && input.realmId > 0 && input.realmId !== realm.realmId)
      fail('argument.invalid', { name: 'realmId', reason: 'it is not the realm of this session' });
    const { segmentationName, description, rules } = input;
    const changes = {
      rules,
      ...(input.listId === null ? {} : { listId: Math.max(0, input.listId) }),
      ...(segmentationName?.trim() ? { name: segmentationName } : {}),
      ...(description === null ? {} : { description }),
    };
    await updateRule(sql, realm, input.segmentationRuleId, changes, now);
    return 0;
  },
});
