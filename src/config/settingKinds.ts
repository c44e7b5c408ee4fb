/** What a setting can be: how its text is read, and how that is put into words. */

/** A kind reads the text of an environment variable, which is never empty. */
export interface SettingKind<T> {
  /** For the table in the README. */
  readonly type: string;
  /** Completes "NAME must be ...". Never repeats the value. */
  readonly expected: string;
  /** @returns undefined if the text is not of this kind */
  read(text: string): T | undefined;
}

export interface Setting<T> {
  readonly environmentName: string;
  readonly kind: SettingKind<T>;
  /** Used where the variable is missing or empty. */
  readonly default: T;
  /** Stands for the default in the table, if it is not the same everywhere or not plain. */
  readonly defaultText?: string;
  /** One line for the owner. */
  readonly doc: string;
  /** The value is never shown, logged or repeated in an error. */
  readonly secret: boolean;
}

/** A whole number, both limits included. */
export const wholeNumber = (least: number, most: number): SettingKind<number> => ({
  type: 'number',
  expected: `a whole number from ${least} to ${most}`,
  read(text) {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    return value >= least && value <= most ? value : undefined;
  },
});

const YES_AND_NO = new Map([
  ['1', true],
  ['true', true],
  ['yes', true],
  ['on', true],
  ['0', false],
  ['false', false],
  ['no', false],
  ['off', false],
]);

export const yesOrNo: SettingKind<boolean> = {
  type: 'yes or no',
  expected: '1, true, yes or on, or else 0, false, no or off',
  read: (text) => YES_AND_NO.get(text.toLowerCase()),
};

/** One line of text that matches `pattern`. */
export const text = (expected = 'one line of text', pattern = /^/): SettingKind<string> => ({
  type: 'text',
  expected,
  read: (value) => (!/\p{Cc}/u.test(value) && pattern.test(value) ? value : undefined),
});

export const oneOf = <const T extends string>(...choices: readonly T[]): SettingKind<T> => ({
  type: choices.join(', '),
  expected: `one of ${choices.join(', ')}`,
  read: (value) => choices.find((choice) => choice === value),
});

/** A URL of one of the schemes, with a host. */
export const url = (...schemes: readonly string[]): SettingKind<string> => ({
  type: 'URL',
  expected: `a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
  read(value) {
    const parsed = URL.canParse(value) ? new URL(value) : undefined;
    const known = parsed !== undefined && schemes.includes(parsed.protocol.slice(0, -1));
    return known && parsed.hostname !== '' ? value : undefined;
  },
});

/** The public address of this gateway: http or https, perhaps with a path, without a slash at its end. */
export const publicAddress: SettingKind<string> = {
  type: 'URL',
  expected: 'a URL like https://mail.example.com, without user, query and fragment',
  read(value) {
    const parsed = url('http', 'https').read(value) === undefined ? undefined : new URL(value);
    if (!parsed || parsed.username || parsed.password || parsed.search || parsed.hash) return undefined;
    return parsed.href.replace(/\/+$/, '');
  },
};
