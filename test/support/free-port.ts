// Ports for daemons of tests. The kernel gives the ports of its own range to every connection and every server that does
// not care, so one that was free a moment ago can be taken before a daemon that starts listens on it, or while it is
// restarted. These ports are outside of that range.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** Outside of what services are assigned, and of what kernels are usually told to give. */
const firstPort = 20_000;
const lastPort = 32_767;

/** Each process begins at a place of its own and gives no port twice before it has given all. */
let next = Math.floor(Math.random() * (lastPort - firstPort));

/** A port nobody listens on, and that nobody gets who does not ask for it. */
export async function freePort(): Promise<number> {
  const ports = lastPort - firstPort + 1;
  for (let tried = 0; tried < ports; tried += 1) {
    const port = firstPort + (next % ports);
    next += 1;
    if (!isGivenByKernel(port) && (await canListen(port))) return port;
  }
  // The kernel gives all of them.
  return listenOnce(0);
}

async function canListen(port: number): Promise<boolean> {
  try {
    await listenOnce(port);
    return true;
  } catch {
    return false;
  }
}

function listenOnce(port: number): Promise<number> {
  return new Promise((settle, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => settle(bound));
    });
  });
}

let kernelRange: readonly [number, number] | undefined;

function isGivenByKernel(port: number): boolean {
  kernelRange ??= readKernelRange();
  return port >= kernelRange[0] && port <= kernelRange[1];
}

function readKernelRange(): readonly [number, number] {
  try {
    const text = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8');
    const [first = 0, last = 0] = text.trim().split(/\s+/).map(Number);
    return [first, last];
  } catch {
    return [lastPort + 1, 65_535];
  }
}
