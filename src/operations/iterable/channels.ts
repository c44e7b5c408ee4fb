/**
 * The channels and message types of a project. They are the same in every one: what an owner of this gateway sends is
 * marketing, which people can leave, or mail that they asked for. Leaving the first channel is opting out of the realm.
 */
export interface Channel {
  readonly id: number;
  readonly name: string;
  readonly channelType: 'Marketing' | 'Transactional';
  readonly messageMedium: 'Email';
}

export const CHANNELS: readonly Channel[] = [
  { id: 1, name: 'Marketing', channelType: 'Marketing', messageMedium: 'Email' },
  { id: 2, name: 'Transactional', channelType: 'Transactional', messageMedium: 'Email' },
];

export const MARKETING = 1;

export const MESSAGE_TYPES = [
  { id: 1, name: 'Marketing mail', channelId: 1, subscriptionPolicy: 'OptOut' },
  { id: 2, name: 'Transactional mail', channelId: 2, subscriptionPolicy: 'OptOut' },
] as const;
