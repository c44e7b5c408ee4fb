/** Listing segmentation rules. */
import { optional, required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { folderExists } from '../../core/lists/folders';
import { allRules, type SegmentationRule } from '../../core/segmentation/segmentationRules';
import { titledColumn, type Column } from '../../rendering/table';
import { realmOperation } from '../context';
import { listingType, renderListing } from '../listing';
import { SEEN } from '../parameters';

export const RULE_COLUMNS: readonly Column<SegmentationRule>[] = [
  titledColumn('Segmentation ID', ({ segmentationId }) => segmentationId),
  titledColumn('Segmentation Name', ({ name }) => name),
  titledColumn('Description', ({ description }) => description),
];
/** Kinds of rules of the legacy platform. There is one kind here. */
const RULE_TYPES = ['', 'STANDARD', 'ADV', 'ADVANCED', 'ALL'];

export const enumSegmentationRules = realmOperation({
  name: 'enumSegmentationRules',
  group: 'segmentation',
  doc: 'Answers the segmentation rules of the realm. Rules are made on the command line.',
  access: 'read',
  parameters: {
    ruleType: optional(
      t.string,
      `STANDARD or ADV, in any case: all rules are of one kind here, so both answer all of them.`,
    ),
    folderId: required(t.int, 'Number of a folder; 0 for the rules of all folders.'),
    type: listingType,
  },
  forms: ['ruleType folderId type'],
  result: t.string,
  resultDoc: 'Rows of rule number, name and description; plain text has the first two only. Sorted by name.',
  errors: ['folder.notFound'],
  provenance: {
    ...SEEN,
    basis:
      'Called in public client code with the rule type STANDARD; what the other values mean, and that type selects the output, is our reading.',
  },
  handler: async (input, { sql, realm }) => {
    if (!RULE_TYPES.includes((input.ruleType ?? '').trim().toUpperCase()))
      fail('argument.invalid', { name: 'ruleType', reason: 'it is STANDARD or ADV' });
    const folderId = input.folderId > 0 ? input.folderId : null;
    if (folderId !== null && !(await folderExists(sql, realm, 'segmentation', folderId)))
      fail('folder.notFound', { folder: folderId });
    return renderListing(RULE_COLUMNS, await allRules(sql, realm, folderId), input.type);
  },
});
