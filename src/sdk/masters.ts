// Where to look for the leading master: a list of addresses, of which any may lead, and what redirects said.
import { MesosError } from '../base/errors.ts';

const standardPort = 5050;
/** Redirects followed in a row, so that two masters that point at each other do not hold us for ever. */
const maxRedirects = 5;

/**
 * The addresses in `HOST:PORT[,HOST:PORT]…`; without a port it is 5050, and an IPv6 address with a port stands in
 * brackets. Throws CONFIG_INVALID.
 */
export function parseMasters(text: string): readonly string[] {
  if (/^\s*(zk|file):/.test(text)) {
    throw new MesosError('CONFIG_INVALID', `${text.trim()} is not the address of a master`, {
      hint: 'zk:// and file:// are not supported by this client: name the masters as HOST:PORT,HOST:PORT',
    });
  }
  return text.split(',').map((item) => {
    const match = /^\s*(?:master@)?(\[[0-9a-f:.%a-z]+\]|[^\s/:@[\]]+)(?::(\d{1,5}))?\s*$/i.exec(item);
    const port = Number(match?.[2] ?? standardPort);
    if (match === null || port < 1 || port > 65535) {
      throw new MesosError('CONFIG_INVALID', `"${item.trim()}" is not the address of a master`, {
        hint: 'write HOST:PORT, and commas between several',
      });
    }
    return `${match[1]}:${port}`;
  });
}

export class MasterList {
  readonly #addresses: readonly string[];
  #next = 0;
  /** The one a redirect named. */
  #leader: string | undefined;
  #redirects = 0;

  constructor(addresses: readonly string[]) {
    this.#addresses = addresses;
  }

  /** The one to ask. */
  get current(): string {
    return this.#leader ?? this.#addresses[this.#next] ?? '';
  }

  /** It leads: it is asked again first when its connection is lost. */
  found(): void {
    this.#redirects = 0;
  }

  /** Follows a redirect; false when there were too many in a row. */
  redirected(leader: string): boolean {
    this.#redirects += 1;
    if (this.#redirects > maxRedirects) {
      this.failed();
      return false;
    }
    this.#leader = leader;
    return true;
  }

  /** It does not answer, or knows no leader: the next one is asked. */
  failed(): void {
    this.#redirects = 0;
    if (this.#leader === undefined) this.#next = (this.#next + 1) % this.#addresses.length;
    this.#leader = undefined;
  }
}
