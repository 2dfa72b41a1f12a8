// Which address and name a daemon tells others: flags first, then what the host says of itself.
import { lookup, lookupService } from 'node:dns/promises';
import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { MesosError } from '../base/errors.ts';
import type { Log } from '../base/ports.ts';

export interface NetworkFlags {
  readonly ip?: string | undefined;
  readonly port: number;
  readonly advertise_ip?: string | undefined;
  readonly advertise_port?: number | undefined;
  readonly hostname?: string | undefined;
  readonly hostname_lookup: boolean;
}

/** A name server that does not answer must not hold up the start. */
const lookupTimeoutMs = 2000;

/** Where to listen: all IPv4 addresses unless one was given. */
export function listenAddress(flags: NetworkFlags): string {
  return flags.ip ?? '0.0.0.0';
}

/** Until peers can be made to authenticate, whoever reaches the port can run commands on the agents. */
export function warnIfReachable(listening: string, log: Log): void {
  if (/^(127\.|::1$|localhost$)/.test(listening)) return;
  log.warn('everybody who reaches this address can run commands: nobody is authenticated', {
    address: listening,
    hint: 'close the port to all but this cluster, or listen on --ip=127.0.0.1',
  });
}

/** The IPv4 address that goes into our UPID. Error: CONFIG_INVALID when there is none to find. */
export async function advertisedIp(flags: NetworkFlags): Promise<string> {
  const given = flags.advertise_ip ?? (flags.ip === '0.0.0.0' ? undefined : flags.ip);
  if (given !== undefined) return given;
  const own = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter((address) => address.family === 'IPv4');
  const named = await withTimeout(lookup(hostname(), { family: 4 })).catch(() => undefined);
  // What the host's name means is trusted only if it is an address of this host that others can reach.
  const isUsable = own.some((address) => address.address === named?.address && !address.internal);
  if (named !== undefined && isUsable) return named.address;
  const address = own.find(({ internal }) => !internal) ?? own[0];
  if (address !== undefined) return address.address;
  throw new MesosError('CONFIG_INVALID', 'this host has no IPv4 address', { hint: 'give one with --ip' });
}

export async function advertisedHostname(flags: NetworkFlags, ip: string): Promise<string> {
  if (flags.hostname !== undefined) return flags.hostname;
  if (!flags.hostname_lookup) return ip;
  return hostnameOf(ip, flags.port);
}

/** The name of an address, or what was given when it has none that answers in time. */
export async function hostnameOf(host: string, port: number): Promise<string> {
  if (isIP(host) === 0) return host;
  const found = await withTimeout(lookupService(host, port)).catch(() => undefined);
  return found?.hostname ?? host;
}

function withTimeout<T>(promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('timed out')), lookupTimeoutMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
