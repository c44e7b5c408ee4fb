/** A set-up link: whom it is for, and the password that is chosen with it. */
import { optional, required } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { consoleStep, Login } from './consoleStep';

const link = required(t.text, 'The word in the link.');

export const consoleLink = consoleStep({
  name: 'consoleLink',
  doc: 'Whom a set-up link is for.',
  parameters: { link },
  result: t.row('ConsoleLink', {
    /** Null where whoever follows it becomes the first owner. */
    name: t.string,
  }),
  errors: ['token.invalid'],
  handler: ({ link }, access) => access.linkFacts(link),
});

export const consoleSetUp = consoleStep({
  name: 'consoleSetUp',
  doc: 'Chooses a password with a set-up link, which works once, and logs in.',
  parameters: {
    link,
    name: optional(t.string, 'The name of the first owner.'),
    password: required(t.text, 'The new password.'),
  },
  result: Login,
  errors: ['token.invalid', 'argument.invalid', 'login.refused'],
  handler: ({ link, name, password }, access, address) => access.setUp(link, name ?? '', password, address),
});
