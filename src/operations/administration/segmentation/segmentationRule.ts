/** A segmentation rule as administrative operations take and answer it. */
import { optional, required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';

export const RULE_FIELDS = {
  segmentationId: t.number,
  folderId: t.number,
  /** List that it was written for, or 0. */
  listId: t.number,
  name: t.text,
  description: t.text,
  rules: t.text,
};

export const SegmentationRule = t.row('SegmentationRule', RULE_FIELDS);

export const ruleParameter = required(t.text, 'Name of the rule, or its number.');

export const ruleSettings = {
  description: optional(t.string, 'A line about the rule.'),
  listId: optional(t.number, 'List that it is written for; a note, without effect.'),
  folder: optional(t.string, 'Folder to keep it in, such as /news; made where it is missing.'),
};
