/** What people see and change of their own account. */
import { required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import type { ConsoleAccess } from '../../../core/people/consoleAccess';
import { gatewayOperation, NOTHING, type ControlContext } from '../context';
import { RealmRole } from './consoleUserRow';

const result = t.row('Nothing', {});

/** Whoever uses the command line has no account. @throws {ApiError} `session.invalid` */
function own({ consoleAccess, person }: ControlContext): { access: ConsoleAccess; userId: number } {
  return consoleAccess && person.userId !== undefined
    ? { access: consoleAccess, userId: person.userId }
    : fail('session.invalid');
}

const password = required(t.text, 'The password of now.');

export const accountShow = gatewayOperation({
  name: 'accountShow',
  group: 'session',
  doc: 'The account of whoever calls.',
  rights: 'viewer',
  access: 'read',
  parameters: {},
  result: t.row('Account', {
    name: t.text,
    isOwner: t.boolean,
    hasTotp: t.boolean,
    /** That are left. */
    recoveryCodes: t.number,
    /** Browsers that are logged in. */
    logins: t.number,
    realms: t.rows(RealmRole),
  }),
  errors: ['session.invalid'],
  handler: async (_input, context) => {
    const { access, userId } = own(context);
    const account = await access.account(userId);
    return { ...account, realms: [...account.realms] };
  },
});

export const accountPassword = gatewayOperation({
  name: 'accountPassword',
  group: 'session',
  doc: 'Changes the password of whoever calls; all their logins end.',
  rights: 'viewer',
  access: 'write',
  parameters: { password, next: required(t.text, 'The new one.') },
  result,
  errors: ['session.invalid', 'credential.invalid', 'login.refused'],
  handler: async ({ password, next }, context) => {
    const { access, userId } = own(context);
    await access.changePassword(userId, password, next);
    return NOTHING;
  },
});

export const accountTotpOffer = gatewayOperation({
  name: 'accountTotpOffer',
  group: 'session',
  doc: 'A secret for two-step login, which is not kept before accountTotpSet.',
  rights: 'viewer',
  access: 'read',
  parameters: {},
  result: t.row('TotpOffer', { secret: t.text, address: t.text }),
  errors: ['session.invalid'],
  handler: (_input, context) => own(context).access.offerTotp(context.person.actor),
});

export const accountTotpSet = gatewayOperation({
  name: 'accountTotpSet',
  group: 'session',
  doc: 'Turns two-step login on for whoever calls.',
  rights: 'viewer',
  access: 'write',
  parameters: {
    password,
    secret: required(t.text, 'The secret that was offered.'),
    code: required(t.text, 'The code that it makes now.'),
  },
  result: t.row('RecoveryCodes', { recoveryCodes: t.rows(t.text) }),
  errors: ['session.invalid', 'credential.invalid', 'login.refused'],
  handler: async ({ password, secret, code }, context) => {
    const { access, userId } = own(context);
    return { recoveryCodes: await access.setTotp(userId, password, secret, code) };
  },
});

export const accountTotpRemove = gatewayOperation({
  name: 'accountTotpRemove',
  group: 'session',
  doc: 'Turns two-step login off for whoever calls.',
  rights: 'viewer',
  access: 'write',
  parameters: { password },
  result,
  errors: ['session.invalid', 'credential.invalid', 'login.refused'],
  handler: async ({ password }, context) => {
    const { access, userId } = own(context);
    await access.removeTotp(userId, password);
    return NOTHING;
  },
});

export const accountLogoutEverywhere = gatewayOperation({
  name: 'accountLogoutEverywhere',
  group: 'session',
  doc: 'Ends all logins of whoever calls.',
  rights: 'viewer',
  access: 'write',
  parameters: {},
  result,
  errors: ['session.invalid'],
  handler: async (_input, context) => {
    const { access, userId } = own(context);
    await access.logoutEverywhere(userId);
    return NOTHING;
  },
});
