/** Cancels a launch that is to begin later. */
import { required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import { cancelSchedule } from '../../../core/schedules/scheduledLaunches';
import { dataOperation, NOTHING } from '../context';

export const scheduleCancel = dataOperation({
  name: 'scheduleCancel',
  group: 'campaigns',
  doc: 'Cancels a launch that is to begin later, and all that would follow.',
  rights: 'sender',
  access: 'write',
  subject: 'scheduleId',
  parameters: { scheduleId: required(t.number, 'Its number.') },
  result: t.row('Done', {}),
  errors: ['realm.invalid'],
  handler: async ({ scheduleId }, { sql, realm }) => {
    if (!(await cancelSchedule(sql, realm, scheduleId)))
      fail('realm.invalid', {
        reason: `No launch waits in the realm ${realm.name} under the number ${scheduleId}.`,
      });
    return NOTHING;
  },
});
