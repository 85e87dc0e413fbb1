import { BlockList, isIP } from 'node:net';

/** `public` may always be called, `private` where the operator allows it, `forbidden` never. */
export type AddressKind = 'public' | 'private' | 'forbidden';

/** Networks of one's own: a receiver may live there, but so does everything that trusts its neighbours. */
const PRIVATE = blockList([
  ...['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'],
  ...['::1/128', 'fc00::/7'],
]);

/**
 * Cloud metadata, and ranges where no receiver can be (IANA special-purpose registries). Of IPv6 everything outside
 * 2000::/3 is refused, and inside it what carries an IPv4 address (6to4, Teredo) or is for documentation.
 */
const FORBIDDEN = blockList([
  ...['0.0.0.0/8', '169.254.0.0/16', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ...['100.100.100.200/32', 'fd00:ec2::254/128', 'fd20:ce::254/128'],
  ...['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
]);

const GLOBAL_IPV6 = blockList(['2000::/3']);
const LOOPBACK = blockList(['127.0.0.0/8', '::1/128']);
/** ::ffff:0:0/96, an IPv4 address in IPv6 clothes: the operating system calls the IPv4 address. */
const MAPPED = blockList(['::ffff:0:0/96']);

export function kindOfAddress(address: string): AddressKind {
  const version = isIP(address);
  if (version === 0 || isMapped(address) || contains(FORBIDDEN, address)) {
    return 'forbidden';
  }
  if (contains(PRIVATE, address)) {
    return 'private';
  }
  return version === 4 || contains(GLOBAL_IPV6, address) ? 'public' : 'forbidden';
}

export function isLoopback(address: string): boolean {
  return isIP(address) !== 0 && !isMapped(address) && contains(LOOPBACK, address);
}

function isMapped(address: string): boolean {
  // Node counts every IPv4 address as a member of ::ffff:0:0/96.
  return isIP(address) === 6 && contains(MAPPED, address);
}

function contains(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix = ''] = network.split('/');
    list.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
