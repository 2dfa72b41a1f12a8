// A Debian 13 machine under qemu without KVM: started from the cached disk, which it never changes, and given
// commands over a channel. It has no network but a wire to the other machine. Nothing outlives `stop`, nor this process.
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Channel, type CommandResult } from './channel.ts';

/** Made by scripts/vm/prepare. */
const ready = resolve('.cache/vm/ready');

/** Logs of the last run, kept until the next one. */
export const logDirectory = resolve('.cache/vm/log');

/** Ten times what a start takes on an idle machine. */
const bootTimeoutMs = 120_000;

export interface MachineOptions {
  readonly name: 'first' | 'second';
  /** Short directory for sockets: that of the channel, and the wire between the machines, which the first one makes. */
  readonly socketDirectory: string;
  readonly memoryMb: number;
}

export class Machine {
  readonly name: string;
  /** Milliseconds from starting qemu until systemd had started everything. */
  bootMs = 0;
  readonly #qemu: ChildProcess;
  readonly #channel: Channel;
  readonly #transcript: string;

  private constructor(name: string, qemu: ChildProcess, channel: Channel) {
    this.name = name;
    this.#qemu = qemu;
    this.#channel = channel;
    this.#transcript = join(logDirectory, `${name}.transcript.log`);
  }

  /** Starts a machine and waits until its systemd is done. Its network address is 10.77.0.1, the second's 10.77.0.2. */
  static async boot(options: MachineOptions): Promise<Machine> {
    const started = performance.now();
    const { name } = options;
    if (!existsSync(join(ready, 'packages.raw'))) {
      throw new Error('the disks are missing: run scripts/vm/prepare, as `scripts/test vm` does');
    }
    const socket = join(options.socketDirectory, name);
    const qemu = spawn(
      'setpriv',
      ['--pdeathsig', 'KILL', 'qemu-system-x86_64', ...qemuFlags(options, socket)],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const ended = new Promise<string>((settle) => {
      let said = '';
      qemu.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString();
      });
      qemu.on('error', (error) => settle(error.message));
      qemu.on('exit', (code, signal) => settle(`qemu ended with ${code ?? signal}: ${said}`));
    });
    const exitHandler = () => qemu.kill('SIGKILL');
    process.on('exit', exitHandler);
    void ended.then(() => process.removeListener('exit', exitHandler));
    try {
      const channel = await Promise.race([openWhenThere(socket), ended.then(fail)]);
      const machine = new Machine(name, qemu, channel);
      await Promise.race([channel.ready(bootTimeoutMs), ended.then(fail)]);
      await machine.ok(firstCommands(name), bootTimeoutMs);
      machine.bootMs = performance.now() - started;
      return machine;
    } catch (error) {
      qemu.kill('SIGKILL');
      throw new Error(`machine ${name} did not start, see ${logDirectory}/${name}.console.log`, {
        cause: error,
      });
    }
  }

  /** Runs a bash script as root and gives its result, whatever it is. */
  async run(script: string, timeoutMs = 60_000): Promise<CommandResult & { readonly durationMs: number }> {
    const started = performance.now();
    const result = await this.#channel.run(script, timeoutMs);
    const durationMs = performance.now() - started;
    appendFileSync(
      this.#transcript,
      `# ${script}\n${result.stdout}${result.stderr}\n# status ${result.status}, ${Math.round(durationMs)} ms\n\n`,
    );
    return { ...result, durationMs };
  }

  /** Runs a bash script that must end with status 0; gives its standard output. */
  async ok(script: string, timeoutMs?: number): Promise<string> {
    const { status, stdout, stderr } = await this.run(script, timeoutMs);
    if (status !== 0) throw new Error(`status ${status} of: ${script}\n${stdout}${stderr}`);
    return stdout;
  }

  /** Polls until the script ends with status 0; gives its standard output. */
  async eventually(script: string, timeoutMs = 60_000): Promise<string> {
    return this.ok(`until { ${script}\n}; do sleep 0.5; done`, timeoutMs);
  }

  /** Keeps the journal for whoever looks into a failure. */
  async keepJournal(): Promise<void> {
    const { stdout } = await this.#channel.run(
      'journalctl --no-pager -o short-precise | tail -n 20000',
      60_000,
    );
    writeFileSync(join(logDirectory, `${this.name}.journal.log`), stdout);
  }

  /** Ends the machine at once; what it wrote is gone. */
  async stop(): Promise<void> {
    this.#channel.close();
    if (this.#qemu.exitCode !== null || this.#qemu.signalCode !== null) return;
    const ended = new Promise((settle) => this.#qemu.once('exit', settle));
    this.#qemu.kill('SIGKILL');
    await ended;
  }
}

/**
 * The processor has no cmpxchg16b: qemu 7.2 on several threads sets wrong flags after it, and the kernel's allocator
 * then crashes. The disk is opened as a snapshot, so that the cached one stays as it is.
 */
function qemuFlags({ name, socketDirectory, memoryMb }: MachineOptions, socket: string): string[] {
  const image = join(ready, 'image');
  const kernel = 'console=ttyS0 quiet mitigations=off net.ifnames=0 tsc=reliable no_timer_check';
  const role = name === 'first' ? 'server=on' : 'server=off';
  return [
    ...[
      '-accel',
      'tcg,thread=multi,tb-size=512',
      '-cpu',
      'Nehalem-v1,-cx16',
      '-smp',
      '2',
      '-m',
      String(memoryMb),
    ],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...['-kernel', join(image, 'vmlinuz'), '-initrd', join(image, 'initrd.gz')],
    ...['-append', `${kernel} systemd.hostname=${name}`],
    ...['-serial', `file:${join(logDirectory, `${name}.console.log`)}`],
    ...['-drive', `if=none,id=root,file=${join(image, 'disk.raw')},format=raw,snapshot=on,cache=unsafe`],
    ...['-device', 'virtio-blk-pci,drive=root'],
    ...['-drive', `if=none,id=packages,file=${join(ready, 'packages.raw')},format=raw,readonly=on`],
    ...['-device', 'virtio-blk-pci,drive=packages'],
    ...['-device', 'virtio-serial-pci', '-chardev', `socket,id=agent,path=${socket},server=on,wait=off`],
    ...['-device', 'virtserialport,chardev=agent,name=org.qemu.guest_agent.0'],
    ...['-netdev', `stream,id=wire,${role},addr.type=unix,addr.path=${join(socketDirectory, 'wire')}`],
    ...['-device', `virtio-net-pci,netdev=wire,romfile=,mac=52:54:00:00:00:0${name === 'first' ? 1 : 2}`],
  ];
}

function firstCommands(name: string): string {
  return [
    'set -e',
    'systemctl is-system-running --wait',
    'mount -o ro /dev/vdb /srv/packages',
    'modprobe virtio_net',
    `ip address add 10.77.0.${name === 'first' ? 1 : 2}/24 dev eth0`,
    'ip link set eth0 up',
    'ip link set lo up',
  ].join('\n');
}

async function openWhenThere(socket: string): Promise<Channel> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (existsSync(socket)) {
      try {
        return await Channel.open(socket);
      } catch {
        // The file exists a moment before qemu listens.
      }
    }
    await sleep(50);
  }
  throw new Error(`qemu did not make ${socket} within 10 s`);
}

function fail(reason: string): never {
  throw new Error(reason);
}
