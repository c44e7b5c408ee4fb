/** The doors that keys open: which rights a key can have there, and how many calls a minute unless its owner says otherwise. */

/** The right that includes all others. */
export const FULL = 'full';

interface DoorRules {
  /** Words for `--rights`, and what each allows. */
  readonly rights: Readonly<Record<string, string>>;
  /** Calls of one key a minute; 0 for no limit. */
  readonly callsPerMinute: number;
}

const full = { [FULL]: 'everything' };

const areas = (...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((area) =>
      ['read', 'write', 'delete'].map((verb) => [`${area}:${verb}`, `${verb} ${area}`] as const),
    ),
  );

export const KEY_DOORS = {
  rest: { rights: { ...full, read: 'calls that change nothing' }, callsPerMinute: 0 },
  iterable: {
    rights: {
      ...full,
      'read-only': 'calls that change nothing',
      mobile: 'what apps call',
      javascript: 'what pages call',
    },
    // The vendor's limits are those of single operations.
    callsPerMinute: 0,
  },
  esputnik: {
    rights: {
      ...full,
      events: 'send events',
      'events-contacts': 'send events, add and change contacts',
      contacts: 'add and change contacts',
      messages: 'send messages',
    },
    callsPerMinute: 12_000,
  },
  connectif: {
    rights: {
      ...full,
      ...areas('contacts', 'purchases', 'products', 'imports', 'exports', 'events', 'segments', 'content'),
    },
    callsPerMinute: 100,
  },
} as const satisfies Record<string, DoorRules>;

export type KeyDoor = keyof typeof KEY_DOORS;

export const isKeyDoor = (name: string): name is KeyDoor => Object.hasOwn(KEY_DOORS, name);

/** What a key may do, and how often. */
export interface KeyLimits {
  readonly keyId: number;
  readonly rights: ReadonlySet<string>;
  /** 0 for no limit. */
  readonly callsPerMinute: number;
}

/** Where a key stands in the window of its limit. */
export interface RateState {
  readonly isAllowed: boolean;
  readonly limit: number;
  /** Calls that are left in the window; processes that took some ahead make it a little too low. */
  readonly remaining: number;
  /** When the window ends, in milliseconds since 1970. */
  readonly resetAt: number;
}
