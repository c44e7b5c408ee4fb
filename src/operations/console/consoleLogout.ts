/** Ends a login. */
import { required } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { consoleStep } from './consoleStep';

export const consoleLogout = consoleStep({
  name: 'consoleLogout',
  doc: 'Ends a login to the console.',
  parameters: { session: required(t.text, 'The session.') },
  result: t.boolean,
  errors: [],
  handler: async ({ session }, access) => {
    await access.logout(session);
    return true;
  },
});
