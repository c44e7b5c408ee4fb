/** What apps and pages report of pushes and messages inside of them. It is kept as events of the user. */
import { t, type WireType } from '../../../contract/wireTypes';
import { done, Envelope } from '../envelope';
import { iterable } from '../iterableOperation';
import { identifiers } from '../personRequest';
import { present, reportEvent, type EventFields } from './reportEvents';

const inApp = {
  messageId: t.string,
  createdAt: t.long,
  messageContext: t.mapOf(t.json),
  deviceInfo: t.struct(
    'DeviceInfo',
    { deviceId: t.string, platform: t.enumOf('iOS', 'Android', 'Web'), appPackageName: t.string },
    ['deviceId', 'platform', 'appPackageName'],
  ),
};
const click = { ...inApp, clickedUrl: t.string };

/** The call, the kind of event, and the fields of its body; `*` marks those that must be there. */
const CALLS: readonly (readonly [
  call: string,
  kind: string,
  doc: string,
  fields: Record<string, WireType>,
  required: readonly string[],
])[] = [
  [
    'trackWebPushClick',
    'webPushSendClick',
    'a click on a push in a browser',
    { messageId: t.string, campaignId: t.long, templateId: t.long, createdAt: t.long },
    ['messageId'],
  ],
  [
    'trackPushOpen',
    'pushOpen',
    'the opening of a push',
    {
      campaignId: t.long,
      messageId: t.string,
      templateId: t.long,
      createdAt: t.long,
      dataFields: t.mapOf(t.json),
    },
    ['campaignId', 'messageId'],
  ],
  ['trackInAppOpen', 'inAppOpen', 'the opening of a message in an app', inApp, ['messageId']],
  ['trackInAppDelivery', 'inAppDelivery', 'the arrival of a message in an app', inApp, ['messageId']],
  ['trackInAppClick', 'inAppClick', 'a click in a message in an app', click, ['messageId']],
  [
    'trackInAppClose',
    'inAppClose',
    'the closing of a message in an app',
    { ...click, closeAction: t.string, inboxSessionId: t.string },
    ['messageId'],
  ],
];

/** What every event has in places of its own. */
const COMMON = new Set(['email', 'userId', 'createdAt', 'campaignId', 'templateId', 'dataFields']);

type Body = EventFields & {
  readonly email?: string | null;
  readonly userId?: string | null;
} & Readonly<Record<string, unknown>>;

export const appEvents = CALLS.map(([call, kind, doc, fields, required]) =>
  iterable({
    method: 'POST',
    at: `/events/${call}`,
    group: 'events',
    doc: `Keeps ${doc} as an event of the user.`,
    access: 'write',
    ...(call === 'trackWebPushClick' ? {} : { isForApps: true as const }),
    rate: [100, 1],
    body: t.struct(call, { ...identifiers, ...fields }, required as never),
    result: Envelope,
    resultDoc: 'Done.',
    handler: async (input, context) => {
      const body = input.body as Body;
      const own = Object.fromEntries(Object.entries(body).filter(([name]) => !COMMON.has(name)));
      await reportEvent(context, body, { kind, name: kind, fixed: present(own) }, body);
      return done();
    },
  }),
);
