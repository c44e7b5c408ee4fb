/** What a user agent says of itself, in the words that events keep. */
import Bowser from 'bowser';

export interface Client {
  readonly browser: string;
  readonly operatingSystem: string;
  /** desktop, mobile, tablet, tv, proxy (a mail provider's picture cache), robot; '' where unknown. */
  readonly clientType: string;
  /** A program that says it is none: a crawler, a link checker, a preview. It reads nothing and decides nothing. */
  readonly isRobot: boolean;
}

const ROBOT =
  /bot\b|crawl|spider|slurp|scanner|link ?check|linkcheck|preview|prefetch|monitor|facebookexternalhit|whatsapp|curl\/|wget\/|python-|go-http-client|okhttp|java\/|libwww|httpclient/i;
/** Pictures that providers fetch when their user opens a mail. */
const PROXIES: readonly (readonly [RegExp, string])[] = [
  [/GoogleImageProxy/, 'Gmail'],
  [/YahooMailProxy/, 'Yahoo Mail'],
];
/** Mail programs that a browser list does not know. */
const MAIL_PROGRAMS: readonly (readonly [RegExp, string])[] = [
  [/Microsoft Outlook|ms-office|MSOffice/i, 'Outlook'],
  [/Thunderbird\/[\d.]+/, 'Thunderbird'],
];
const NOBODY: Client = { browser: '', operatingSystem: '', clientType: '', isRobot: false };
const LONGEST = 512;

export function describeClient(userAgent: string): Client {
  const text = userAgent.slice(0, LONGEST);
  if (text.trim() === '') return NOBODY;
  for (const [pattern, browser] of PROXIES)
    if (pattern.test(text)) return { browser, operatingSystem: '', clientType: 'proxy', isRobot: false };
  if (ROBOT.test(text)) return { ...NOBODY, clientType: 'robot', isRobot: true };
  const { browser, os, platform } = Bowser.parse(text);
  const program = MAIL_PROGRAMS.find(([pattern]) => pattern.test(text))?.[1];
  return {
    browser: program ?? named(browser.name, browser.version),
    operatingSystem: named(os.name, os.versionName ?? os.version),
    clientType: platform.type === 'bot' ? 'robot' : (platform.type ?? ''),
    isRobot: platform.type === 'bot',
  };
}

/** `Firefox 128`; versions of browsers change too often for more than the first number. */
const named = (name: string | undefined, version: string | undefined): string =>
  [name ?? '', /^\d/.test(version ?? '') ? version!.split('.')[0]! : (version ?? '')].join(' ').trim();
