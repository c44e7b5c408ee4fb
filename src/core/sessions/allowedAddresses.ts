/** From which network addresses a key or password may be used: addresses and networks as the owner wrote them. */
import { BlockList, isIP } from 'node:net';
import { fail } from '../../contract/errorCatalogue';

/** Characters that the column holds. */
const MAX_LENGTH = 1000;

/**
 * @param entries addresses, and networks such as `192.0.2.0/24`
 * @returns how they are stored; empty for all addresses
 * @throws {ApiError} `realm.invalid`
 */
export function writeAddresses(entries: readonly string[]): string {
  const words = entries.flatMap((entry) => entry.split(/[\s,]+/)).filter(Boolean);
  for (const word of words) {
    if (!networkOf(word))
      fail('realm.invalid', {
        reason: `${JSON.stringify(word.slice(0, 64))} is no network address; write one such as 192.0.2.7, or a network such as 192.0.2.0/24 or 2001:db8::/32.`,
      });
  }
  const text = words.join(' ').toLowerCase();
  if (text.length > MAX_LENGTH)
    fail('realm.invalid', { reason: `The addresses together may have ${MAX_LENGTH} characters.` });
  return text;
}

/** Lists in use, by their text: few, and asked for each call. */
const lists = new Map<string, BlockList>();
const MAX_LISTS = 1000;

/** @param stored what `writeAddresses` made */
export function isAllowedAddress(stored: string, address: string): boolean {
  if (stored === '') return true;
  const family = isIP(address);
  return family !== 0 && listOf(stored).check(address, family === 4 ? 'ipv4' : 'ipv6');
}

function listOf(stored: string): BlockList {
  const known = lists.get(stored);
  if (known) return known;
  const list = new BlockList();
  for (const word of stored.split(' ')) {
    const network = networkOf(word);
    if (network) list.addSubnet(network.address, network.bits, network.family);
  }
  if (lists.size >= MAX_LISTS) lists.clear();
  lists.set(stored, list);
  return list;
}

function networkOf(word: string): { address: string; bits: number; family: 'ipv4' | 'ipv6' } | null {
  const [, address = '', bits] = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/i.exec(word) ?? [];
  const family = isIP(address);
  if (family === 0) return null;
  const most = family === 4 ? 32 : 128;
  const length = bits === undefined ? most : Number(bits);
  return length <= most ? { address, bits: length, family: family === 4 ? 'ipv4' : 'ipv6' } : null;
}
