/** Users of the console, for the owner of the gateway. */
import { optional, required } from '../../../contract/defineOperation';
import { ROLES } from '../../../contract/people';
import { t } from '../../../contract/wireTypes';
import { gatewayOperation, NOTHING } from '../context';
import { ConsoleUserRow, SetUpLink } from './consoleUserRow';

const name = required(t.text, 'The name of the user.');
const nothing = t.row('Nothing', {});
const common = { group: 'session', rights: 'owner' } as const;

export const consoleUserList = gatewayOperation({
  ...common,
  name: 'consoleUserList',
  doc: 'The users of the console, by name.',
  access: 'read',
  parameters: {},
  result: t.rows(ConsoleUserRow),
  handler: async (_input, { consoleUsers }) =>
    (await consoleUsers.list()).map(({ userId: _, roles, ...user }) => ({ ...user, roles: [...roles] })),
});

export const consoleUserAdd = gatewayOperation({
  ...common,
  name: 'consoleUserAdd',
  doc: 'Adds a user, who chooses a password with the link that is answered.',
  access: 'write',
  subject: 'name',
  parameters: { name, owner: required(t.boolean, 'Owns the gateway, and so every realm.') },
  result: SetUpLink,
  handler: ({ name, owner }, { consoleUsers, now }) => consoleUsers.add(name, owner, now),
});

export const consoleUserReset = gatewayOperation({
  ...common,
  name: 'consoleUserReset',
  doc: 'Ends password, two-step login and logins of a user, who chooses another password with the link that is answered.',
  access: 'write',
  subject: 'name',
  parameters: { name },
  result: SetUpLink,
  handler: ({ name }, { consoleUsers, now }) => consoleUsers.reset(name, now),
});

export const consoleUserDisable = gatewayOperation({
  ...common,
  name: 'consoleUserDisable',
  doc: 'Ends the logins of a user, who cannot log in any more.',
  access: 'write',
  subject: 'name',
  parameters: { name },
  result: nothing,
  handler: async ({ name }, { consoleUsers, now }) => {
    await consoleUsers.setDisabled(name, true, now);
    return NOTHING;
  },
});

export const consoleUserEnable = gatewayOperation({
  ...common,
  name: 'consoleUserEnable',
  doc: 'Lets a user log in again.',
  access: 'write',
  subject: 'name',
  parameters: { name },
  result: nothing,
  handler: async ({ name }, { consoleUsers, now }) => {
    await consoleUsers.setDisabled(name, false, now);
    return NOTHING;
  },
});

export const consoleUserRole = gatewayOperation({
  ...common,
  name: 'consoleUserRole',
  doc: 'What a user may do in a realm, or, without one, on the gateway.',
  access: 'write',
  subject: 'name',
  parameters: {
    name,
    realm: optional(t.string, 'Name of the realm; without one, "owner" is the only role.'),
    role: required(t.oneOf('none', ...ROLES), 'The role; none takes it away.'),
  },
  result: nothing,
  errors: ['realm.invalid'],
  handler: async ({ name, realm, role }, { consoleUsers, realms }) => {
    if (realm === null) await consoleUsers.setOwner(name, role === 'owner');
    else await consoleUsers.setRole(name, await realms.require(realm), role === 'none' ? null : role);
    return NOTHING;
  },
});

export const consoleFirstLink = gatewayOperation({
  ...common,
  name: 'consoleFirstLink',
  doc: 'A link for whoever is to be the first owner, while the console has no users.',
  access: 'write',
  parameters: {},
  result: t.row('FirstLink', { link: t.text }),
  handler: async (_input, { consoleUsers, now }) => ({ link: await consoleUsers.firstLink(now) }),
});
