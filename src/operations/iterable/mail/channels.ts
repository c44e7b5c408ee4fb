/** The channels and message types of a project. */
import { t } from '../../../contract/wireTypes';
import { CHANNELS, MESSAGE_TYPES } from '../channels';
import { iterable } from '../iterableOperation';

const shared = { method: 'GET', group: 'messages', access: 'read', rate: [100, 1] } as const;
/** When they came to be: with the project, as far as programs care. */
const AT = Date.UTC(2024, 0, 1);

export const getChannels = iterable({
  ...shared,
  at: '/channels',
  doc: 'Lists the channels of the project, which are the same in every one.',
  result: t.row('Channels', {
    channels: t.rows(
      t.row('Channel', { id: t.number, name: t.text, channelType: t.text, messageMedium: t.text }),
    ),
  }),
  resultDoc: 'The channels.',
  handler: () => ({ channels: [...CHANNELS] }),
});

export const getMessageTypes = iterable({
  ...shared,
  at: '/messageTypes',
  doc: 'Lists the message types of the project, which are the same in every one.',
  result: t.row('MessageTypes', {
    messageTypes: t.rows(
      t.row('MessageType', {
        id: t.number,
        name: t.text,
        channelId: t.number,
        subscriptionPolicy: t.text,
        createdAt: t.number,
        updatedAt: t.number,
      }),
    ),
  }),
  resultDoc: 'The message types.',
  handler: () => ({ messageTypes: MESSAGE_TYPES.map((one) => ({ ...one, createdAt: AT, updatedAt: AT })) }),
});
