/** The commands about users of the console. */
import { isRole, ROLES } from '../contract/people';
import {
  consoleFirstLink,
  consoleUserAdd,
  consoleUserDisable,
  consoleUserEnable,
  consoleUserList,
  consoleUserReset,
  consoleUserRole,
} from '../operations/administration/people/consoleUsers';
import { UsageError, type Command, type Report, type Terminal } from './command';
import { consoleLink } from './consoleLink';
import { withGateway } from './operationCaller';
import { moment, table } from './table';

const user = { name: 'NAME', doc: 'The name of the user, in small letters: ann, or an e-mail address.' };

/** A link is a secret: who has it can choose the password. */
async function linkReport(
  terminal: Terminal,
  { name, link }: { name: string; link: string },
): Promise<Report> {
  terminal.secureOutput();
  const address = await consoleLink(terminal.settings(), link);
  return {
    text: `${name} chooses a password here, once, within 72 hours:\n${address}`,
    json: { name, link: address },
  };
}

export const consoleCommands: readonly Command[] = [
  {
    name: 'console link',
    summary: 'Print the link for whoever is to be the first owner in the console.',
    details: 'It works once, within 24 hours, and only while the console has no users.',
    args: [],
    options: {},
    run: (_input, terminal) =>
      withGateway(terminal, async (gateway) => {
        const { link } = await gateway.call(consoleFirstLink, {});
        terminal.secureOutput();
        const address = await consoleLink(terminal.settings(), link);
        return { text: address, json: { link: address } };
      }),
  },
  {
    name: 'console add',
    summary: 'Add a user of the console, and print the link to choose a password with.',
    args: [user],
    options: { owner: { doc: 'Owns the gateway, and so every realm.' } },
    run: (input, terminal) =>
      withGateway(terminal, async (gateway) =>
        linkReport(
          terminal,
          await gateway.call(consoleUserAdd, { name: input.args[0]!, owner: input.has('owner') }),
        ),
      ),
  },
  {
    name: 'console list',
    summary: 'List the users of the console, with their roles.',
    args: [],
    options: {},
    run: (_input, terminal) =>
      withGateway(terminal, async (gateway) => {
        const users = await gateway.call(consoleUserList, {});
        return {
          text: table(
            ['USER', 'STATE', 'TWO STEPS', 'LAST LOGIN', 'ROLES'],
            users.map((one) => [
              one.name,
              one.disabledAt ? 'disabled' : one.isSetUp ? 'active' : 'invited',
              one.hasTotp ? 'yes' : 'no',
              moment(one.lastLoginAt),
              one.isOwner
                ? 'owner of the gateway'
                : one.roles.map(({ realm, role }) => `${realm}: ${role}`).join(', '),
            ]),
            'The console has no users yet; make the first with: console link',
          ),
          json: users,
        };
      }),
  },
  {
    name: 'console role',
    summary: 'Say what a user of the console may do in a realm, or on the gateway.',
    details:
      'A viewer looks; a sender writes content and launches; a manager keeps lists, contacts and the access of programs; an owner does everything. On the gateway (without REALM) a user is owner or nothing.',
    args: [
      user,
      { name: 'ROLE', doc: `One of ${ROLES.join(', ')}; none takes it away.` },
      { name: 'REALM', doc: 'The realm; the gateway unless given.', optional: true },
    ],
    options: {},
    run: (input, terminal) => {
      const [name = '', role = '', realm] = input.args;
      if (role !== 'none' && !isRole(role)) throw new UsageError(`There is no role ${role}.`);
      if (realm === undefined && role !== 'none' && role !== 'owner')
        throw new UsageError('On the gateway a user is owner or none; name a realm for other roles.');
      return withGateway(terminal, async (gateway) => {
        await gateway.call(consoleUserRole, { name, realm, role });
        const where = realm === undefined ? 'of the gateway' : `in ${realm}`;
        return {
          text: role === 'none' ? `${name} has no role ${where}.` : `${name} is ${role} ${where}.`,
          json: { name, realm: realm ?? null, role },
        };
      });
    },
  },
  {
    name: 'console reset',
    summary: 'Print a new link for a user of the console, whose password and logins end.',
    details: 'Two-step login ends, too, and a disabled user is enabled.',
    args: [user],
    options: {},
    run: (input, terminal) =>
      withGateway(terminal, async (gateway) =>
        linkReport(terminal, await gateway.call(consoleUserReset, { name: input.args[0]! })),
      ),
  },
  {
    name: 'console disable',
    summary: 'Keep a user out of the console; their logins end at once.',
    args: [user],
    options: {},
    run: (input, terminal) =>
      withGateway(terminal, async (gateway) => {
        const name = input.args[0]!;
        await gateway.call(consoleUserDisable, { name });
        return { text: `${name} cannot log in any more.`, json: { name, disabled: true } };
      }),
  },
  {
    name: 'console enable',
    summary: 'Let a disabled user of the console log in again.',
    args: [user],
    options: {},
    run: (input, terminal) =>
      withGateway(terminal, async (gateway) => {
        const name = input.args[0]!;
        await gateway.call(consoleUserEnable, { name });
        return { text: `${name} can log in again.`, json: { name, disabled: false } };
      }),
  },
];
