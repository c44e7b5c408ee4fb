/** Queries of reports on a time. */
import { optional } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { skip } from '../paging';

export const rangeParameters = {
  start: optional(t.string, 'First day, yyyy-mm-dd.'),
  end: optional(t.string, 'Day after the last one, yyyy-mm-dd.'),
  skip,
};
