/** The second step of a login. */
import { required } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { consoleStep, Login } from './consoleStep';

export const consoleCode = consoleStep({
  name: 'consoleCode',
  doc: 'Ends a login in two steps.',
  parameters: {
    session: required(t.text, 'What the first step answered.'),
    code: required(t.text, 'The code of the moment, or a recovery code.'),
  },
  result: Login,
  errors: ['session.invalid', 'credential.invalid', 'login.refused'],
  handler: async ({ session, code }, access) => ({
    session: await access.enterCode(session, code),
    awaitsCode: false,
  }),
});
