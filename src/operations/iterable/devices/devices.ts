/** Devices and browsers of users: registered, and switched off. Nothing is sent to them from here. */
import { t } from '../../../contract/wireTypes';
import { disableDevice as disable, MOST_DEVICES, registerDevice } from '../../../core/contacts/devices';
import { done, Envelope } from '../envelope';
import { findUser, identified } from '../findUser';
import { given } from '../identifiers';
import { badParams } from '../iterableError';
import { iterable, type ProjectContext } from '../iterableOperation';
import { identifiers } from '../personRequest';
import { writeUser } from '../writeUsers';

const LONGEST_TOKEN = 4096;

async function register(
  { sql, realm, now }: ProjectContext,
  contactId: number,
  token: string,
  details: object,
): Promise<void> {
  if (token === '' || token.length > LONGEST_TOKEN)
    badParams(`A token has 1 to ${LONGEST_TOKEN} characters.`);
  if (JSON.stringify(details).length > 60_000) badParams('The dataFields of the device are too long.');
  if (!(await registerDevice(sql, realm, contactId, { token, details }, now)))
    badParams(`A user has at most ${MOST_DEVICES} devices.`);
}

export const registerDeviceToken = iterable({
  method: 'POST',
  at: '/users/registerDeviceToken',
  group: 'contacts',
  doc: 'Keeps the token of a device of a user, who is made if unknown.',
  access: 'write',
  isForApps: true,
  rate: [500, 1],
  body: t.struct(
    'RegisterDevice',
    {
      ...identifiers,
      preferUserId: t.boolean,
      device: t.struct(
        'Device',
        {
          token: t.string,
          platform: t.enumOf('APNS', 'APNS_SANDBOX', 'GCM'),
          applicationName: t.string,
          dataFields: t.mapOf(t.json),
        },
        ['token', 'platform', 'applicationName'],
      ),
    },
    ['device'],
  ),
  result: Envelope,
  resultDoc: 'Done.',
  handler: async ({ body: { device, email, userId, preferUserId } }, context) => {
    const { person } = await writeUser(context, {
      email: email ?? null,
      userId: userId ?? null,
      preferUserId: preferUserId ?? false,
      ...blankKept(userId),
    });
    const { token, platform, applicationName, dataFields } = device!;
    await register(context, person.contactId, token!, {
      platform,
      applicationName,
      ...(dataFields && { dataFields }),
    });
    return done();
  },
});

/** A blank id is said to be one. */
const blankKept = (userId: string | null | undefined) => (userId === undefined ? {} : { userId });

export const registerBrowserToken = iterable({
  method: 'POST',
  at: '/users/registerBrowserToken',
  group: 'contacts',
  doc: 'Keeps the token of a browser of a user, who is made if unknown.',
  access: 'write',
  rate: [100, 1],
  body: t.struct('RegisterBrowser', { ...identifiers, browserToken: t.string }, ['browserToken']),
  result: Envelope,
  resultDoc: 'Done.',
  handler: async ({ body: { email, userId, browserToken } }, context) => {
    const { person } = await writeUser(context, { email: email ?? null, ...blankKept(userId) });
    await register(context, person.contactId, browserToken!, { platform: 'Web' });
    return done();
  },
});

export const disableDevice = iterable({
  method: 'POST',
  at: '/users/disableDevice',
  group: 'contacts',
  doc: 'Switches a device off: of one user, or of whoever has it.',
  access: 'write',
  isForApps: true,
  rate: [100, 1],
  body: t.struct('DisableDevice', { ...identifiers, token: t.string }, ['token']),
  result: Envelope,
  resultDoc: 'Done, also if nobody has it.',
  handler: async ({ body }, context) => {
    const { sql, realm, now } = context;
    const isNamed = given(body.email) !== null || given(body.userId) !== null;
    const contact = isNamed ? await findUser(context, identified(context, body), true) : null;
    if (!isNamed || contact) await disable(sql, realm, body.token!, contact?.contactId ?? null, now);
    return done();
  },
});
