import { BlockList, isIP, isIPv4 } from 'node:net';

/** `inside`: nobody but whom it belongs to may be sent there by us. */
export type AddressVerdict = 'public' | 'allowed' | 'inside';

/** The IANA IPv4 Special-Purpose Address Registry, and what clouds keep on a public address. */
const INSIDE_V4 = [
  '0.0.0.0/8', // this network, RFC 791
  '10.0.0.0/8', // private, RFC 1918
  '100.64.0.0/10', // shared by carriers, RFC 6598
  '127.0.0.0/8', // loopback, RFC 1122
  '168.63.129.16/32', // the host of a virtual machine at Azure
  '169.254.0.0/16', // link-local, RFC 3927: where clouds keep their metadata
  '172.16.0.0/12', // private, RFC 1918
  '192.0.0.0/24', // protocol assignments, RFC 6890
  '192.0.2.0/24', // documentation, RFC 5737
  '192.31.196.0/24', // AS112, RFC 7535
  '192.52.193.0/24', // multicast tunnels, RFC 7450
  '192.88.99.0/24', // 6to4 relays, RFC 7526
  '192.168.0.0/16', // private, RFC 1918
  '192.175.48.0/24', // AS112, RFC 7534
  '198.18.0.0/15', // benchmarking, RFC 2544
  '198.51.100.0/24', // documentation, RFC 5737
  '203.0.113.0/24', // documentation, RFC 5737
  '224.0.0.0/4', // multicast, RFC 5771
  '240.0.0.0/4', // reserved, RFC 1112, and broadcast
];

/**
 * Of IPv6 only this is anybody's: loopback, mapped and translated IPv4, private, link-local, and
 * multicast addresses are all outside of it.
 */
const PUBLIC_V6 = '2000::/3';

/** Of that, the IANA IPv6 Special-Purpose Address Registry. */
const INSIDE_V6 = [
  '2001::/23', // protocol assignments, RFC 2928: Teredo, benchmarking, ORCHID
  '2001:db8::/32', // documentation, RFC 3849
  '2002::/16', // 6to4, RFC 3056
  '2620:4f:8000::/48', // AS112, RFC 7534
  '3fff::/20', // documentation, RFC 9637
];

const insideV4 = toBlockList(INSIDE_V4);
const publicV6 = toBlockList([PUBLIC_V6]);
const insideV6 = toBlockList(INSIDE_V6);

/**
 * Judges where a name, or an address in a URL, leads to. What is no address is `inside`.
 *
 * @param address without brackets, as the resolver gives it.
 * @param allow ranges that may be reached in spite of being inside.
 * @example
 * judgeAddress('169.254.169.254', toBlockList([])) // 'inside'
 */
export function judgeAddress(address: string, allow: BlockList): AddressVerdict {
  // A zone (fe80::1%eth0) is a network card of this machine: nothing from outside names one.
  if (isIP(address) === 0 || address.includes('%')) return 'inside';
  if (allow.check(address, familyOf(address))) return 'allowed';
  if (isIPv4(address)) return insideV4.check(address, 'ipv4') ? 'inside' : 'public';
  const isPublic = publicV6.check(address, 'ipv6') && !insideV6.check(address, 'ipv6');
  return isPublic ? 'public' : 'inside';
}

/**
 * Ranges as they are written in the environment.
 *
 * @throws when one is no address and prefix length.
 */
export function toBlockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [net = '', length = ''] = range.split('/');
    list.addSubnet(net, Number(length), familyOf(net));
  }
  return list;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6';
}
