/** What readers of mails see of a realm's owner on the public pages. */
import { fail } from '../../contract/errorCatalogue';

export interface Brand {
  /** Never empty: the realm's own name unless its owner chose another. */
  readonly name: string;
  /** `https` address of a picture, or empty. */
  readonly logo: string;
  /** `#rrggbb` in lower case, or empty. */
  readonly colour: string;
}

/** Settings of a realm that make its brand, each a column of its own name, and what they take. */
export const BRAND_SETTINGS = {
  brand_name: {
    value: 'TEXT',
    doc: 'What the public pages call the sender; empty for the name of the realm.',
    check: (text: string): string =>
      [...text].length <= 100 && !/\p{Cc}/u.test(text)
        ? text.trim()
        : refuse('brand_name has at most 100 characters and no control characters.'),
  },
  brand_logo: {
    value: 'URL',
    doc: 'https address of a picture that the public pages show; empty for none.',
    check: (text: string): string => (text === '' ? '' : checkedLogo(text)),
  },
  brand_colour: {
    value: 'COLOUR',
    doc: 'Colour of the buttons of the public pages, such as #1f5f8b; empty for ours.',
    check: (text: string): string =>
      text === '' || /^#[0-9a-f]{6}$/i.test(text)
        ? text.toLowerCase()
        : refuse('brand_colour is # and six hexadecimal digits, such as #1f5f8b.'),
  },
} as const;
export type BrandSetting = keyof typeof BRAND_SETTINGS;
export const BRAND_SETTING_NAMES = Object.keys(BRAND_SETTINGS) as readonly BrandSetting[];

/** A page names the place of its pictures in a header, so the address is held to what a header can carry. */
function checkedLogo(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPlain = url?.protocol === 'https:' && url.username === '' && url.password === '';
  if (!url || !isPlain || url.href.length > 1000 || !/^[a-z0-9.-]+(?::\d+)?$/.test(url.host))
    return refuse(
      'brand_logo is an https address of at most 1000 characters, without a user and a password.',
    );
  return url.href;
}

const refuse = (reason: string): never => fail('realm.invalid', { reason });
