/** `smartget url="URL"&OPTION=VALUE&...`, and the older `smartget URL`. */
import type { GetOptions } from './template';
import type { TagReader } from './tagReader';

const NO_OPTIONS: GetOptions = {
  baseUrl: null,
  mustContain: null,
  mustNotContain: null,
  startAt: null,
  endAt: null,
  defaultValue: null,
  fixQuotes: false,
};

const TEXT_OPTIONS: Readonly<Record<string, keyof Omit<GetOptions, 'fixQuotes'>>> = {
  base_url: 'baseUrl',
  must_contain: 'mustContain',
  must_not_contain: 'mustNotContain',
  start_at: 'startAt',
  end_at: 'endAt',
  default_value: 'defaultValue',
};

export interface ReadGet {
  readonly url: string;
  readonly options: GetOptions;
  /** Options that are not known here, in lower case. */
  readonly unknown: readonly string[];
}

/** Reads what follows `smartget`. */
export function readSmartget(reader: TagReader): ReadGet | null {
  if (reader.skipBlanks().take('http://')) return readOld(reader, 'http://');
  if (reader.take('https://')) return readOld(reader, 'https://');
  let url: string | null = null;
  const options: Record<string, string | boolean | null> = { ...NO_OPTIONS };
  const unknown: string[] = [];
  do {
    // An editor for HTML may have written the ampersand as a reference.
    reader.take('amp;');
    const name = reader.name()?.toLowerCase();
    if (!name) return reader.refuse('the name of an option is expected');
    const value = reader.skipBlanks().take('=') ? (reader.literal() ?? reader.bare() ?? '') : null;
    const textOption = Object.hasOwn(TEXT_OPTIONS, name) ? TEXT_OPTIONS[name] : undefined;
    if (name === 'url') url = value;
    else if (textOption) options[textOption] = value;
    else if (name === 'fix_quotes') options.fixQuotes = !/^(?:0|no|false|off)$/i.test(value ?? '');
    else unknown.push(name);
  } while (reader.skipBlanks().take('&'));
  if (!url) return reader.refuse('it needs url="http://..."');
  return { url, options: options as unknown as GetOptions, unknown };
}

function readOld(reader: TagReader, scheme: string): ReadGet | null {
  let rest = '';
  for (let part = reader.bare(); part !== null; part = reader.take('&') ? `&${reader.bare() ?? ''}` : null) {
    rest += part;
  }
  return rest === ''
    ? reader.refuse('it needs an address')
    : { url: scheme + rest, options: NO_OPTIONS, unknown: [] };
}
