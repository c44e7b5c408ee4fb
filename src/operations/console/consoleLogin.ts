/** Name and password in, a session for the browser out. */
import { optional, required } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { consoleStep, Login } from './consoleStep';

export const consoleLogin = consoleStep({
  name: 'consoleLogin',
  doc: 'Logs a person in to the console.',
  parameters: {
    name: required(t.text, 'The name of the user.'),
    password: required(t.text, 'The password.'),
    before: optional(t.string, 'A session that the browser had; it ends.'),
  },
  result: Login,
  errors: ['credential.invalid', 'login.refused'],
  handler: ({ name, password, before }, access, address) => access.login(name, password, before, address),
});
