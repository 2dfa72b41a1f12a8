// The commands of the operator's documents, as they stand there: a block of shell below a line
// `<!-- run: vm NAME -->` runs on the first machine, `<!-- run: second NAME -->` on the second.
import { readFileSync } from 'node:fs';

const files = ['docs/install.md', 'docs/operate.md'];

export class Documents {
  readonly #blocks = new Map<string, string>();
  readonly #left: Set<string>;

  constructor() {
    for (const file of files) {
      const block = /^<!-- run: ((?:vm|second) [a-z-]+) -->\n```sh\n([\s\S]*?)^```$/gm;
      for (const [, name = '', commands = ''] of readFileSync(file, 'utf8').matchAll(block)) {
        if (this.#blocks.has(name)) throw new Error(`${file} has a second block named ${name}`);
        this.#blocks.set(name, commands);
      }
    }
    this.#left = new Set(this.#blocks.keys());
  }

  /** The commands of a block, as a script that stops at the first that fails. Counts as used. */
  script(name: string): string {
    const commands = this.#blocks.get(name);
    if (commands === undefined) throw new Error(`no block of ${files.join(', ')} is named ${name}`);
    this.#left.delete(name);
    return `set -e\n${commands}`;
  }

  /** Blocks nobody asked for yet. */
  get unused(): readonly string[] {
    return [...this.#left];
  }
}
