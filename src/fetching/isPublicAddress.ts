/**
 * Which network addresses a template may fetch from. Whoever may edit a template must not reach what only this
 * machine can: its own services, its private networks, or the metadata service of a cloud.
 */
import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Ranges of IPv4 that do not belong to a host on the public internet. */
const PRIVATE_4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32', // Azure's metadata
  '169.254.0.0/16', // link-local, and the metadata of most clouds
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];
/**
 * IPv6 hosts on the public internet are all here, which leaves out loopback, link-local and unique local addresses
 * and IPv4 in its mapped, compatible and translated forms...
 */
const GLOBAL_6 = ['2000::/3'];
/** ...but these ranges in it carry IPv4 addresses, or are documentation. */
const PRIVATE_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

function blockList(family: 'ipv4' | 'ipv6', ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network, bits] = range.split('/');
    list.addSubnet(network!, Number(bits), family);
  }
  return list;
}

const private4 = blockList('ipv4', PRIVATE_4);
const global6 = blockList('ipv6', GLOBAL_6);
const private6 = blockList('ipv6', PRIVATE_6);

/** True for the address of a host on the public internet; false for every other text. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !private4.check(address, 'ipv4');
  const bare = address.replace(/%.*$/, '');
  return isIPv6(bare) && global6.check(bare, 'ipv6') && !private6.check(bare, 'ipv6');
}
