import { BlockList, isIP, isIPv4, isIPv6, SocketAddress } from 'node:net';

/** RFC 6890. */
const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether only programs on this machine can call that host, however it is written. */
export function isLoopback(host: string): boolean {
  return isIP(host) === 0
    ? host.toLowerCase() === 'localhost'
    : LOOPBACK.check(host, isIPv4(host) ? 'ipv4' : 'ipv6');
}

/** One way to write it: `::1`, and `127.0.0.1` for `::ffff:7f00:1`, as which IPv6 sockets see it. */
export function canonicalHost(host: string): string {
  return isIPv6(host)
    ? new SocketAddress({ address: host, family: 'ipv6' }).address.replace(/^::ffff:(?=\d+\.)/, '')
    : // Names of hosts are the same in any case (RFC 3986, 3.2.2).
      host.toLowerCase();
}
