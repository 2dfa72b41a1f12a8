// The address of a master as flags spell it: HOST:PORT, [IPv6]:PORT, with `master@` in front in old files.

export interface MasterAddress {
  readonly host: string;
  readonly port: number;
}

/** Parses "localhost:5050" or "master@[::1]:5050"; undefined for anything else. */
export function parseMasterAddress(text: string): MasterAddress | undefined {
  const match = /^(?:master@)?(?:\[([0-9a-f:.%a-z]+)\]|([^\s/:@[\],]+)):(\d{1,5})$/i.exec(text.trim());
  if (match === null) return undefined;
  const port = Number(match[3]);
  return port < 1 || port > 65535 ? undefined : { host: match[1] ?? match[2] ?? '', port };
}

/** For declarations: the expected form when `text` is not the address of a master. */
export function checkMasterAddress(text: string): string | undefined {
  if (/^zk:/.test(text.trim())) return 'HOST:PORT of the master: zk:// is not supported by this version';
  return parseMasterAddress(text) === undefined ? 'HOST:PORT of the master' : undefined;
}

/** The same for several addresses with commas between them. */
export function checkMasterAddresses(text: string): string | undefined {
  const wrong = text
    .split(',')
    .map(checkMasterAddress)
    .find((expected) => expected !== undefined);
  return wrong?.replace('of the master', 'of the master, or several with commas');
}
