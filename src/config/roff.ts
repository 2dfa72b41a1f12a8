// Manual pages in the man macros of roff, as groff and mandoc both read them. Text goes through `text` or `bold`, so
// that no character of it can be taken for a request.

/** Longer lines are a complaint of mandoc. */
const lineWidth = 78;

/** A text as roff prints it: backslashes, hyphens and quotes as themselves. */
export function escapeRoff(value: string): string {
  return value
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
    .replaceAll('`', '\\(ga')
    .replaceAll('"', '\\(dq');
}

export interface Heading {
  readonly name: string;
  readonly section: number;
  /** Year, month and day, with hyphens. */
  readonly date: string;
}

/** A page, from its parts in order. */
export class ManualPage {
  readonly #lines: string[] = [];

  constructor({ name, section, date }: Heading) {
    this.#lines.push('.\\" Generated from the declarations in src/config by scripts/generate.');
    const manual =
      section === 8 ? "System Manager's Manual" : section === 5 ? 'File Formats Manual' : 'User Commands';
    this.#lines.push(
      `.TH ${escapeRoff(name.toUpperCase())} ${section} ${date} Mesos "${manual.replaceAll("'", '\\(aq')}"`,
    );
  }

  section(title: string): this {
    this.#lines.push(`.SH ${quoteArgument(title.toUpperCase())}`);
    return this;
  }

  subsection(title: string): this {
    this.#lines.push(`.SS ${quoteArgument(title)}`);
    return this;
  }

  /** Words of a sentence; what stands between ` marks is printed bold. */
  text(value: string): this {
    this.#lines.push(...wrap(inline(value)));
    return this;
  }

  /** Starts a new paragraph with these sentences. */
  paragraph(value: string): this {
    this.#lines.push('.PP');
    return this.text(value);
  }

  /** A term and its meaning. */
  item(term: string, meaning: string): this {
    this.#lines.push('.TP', bold(term));
    return this.text(meaning);
  }

  /** Lines as they are, indented. */
  example(lines: readonly string[]): this {
    this.#lines.push('.PP', '.RS 4', '.nf', ...lines.map((line) => protect(escapeRoff(line))), '.fi', '.RE');
    return this;
  }

  toString(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}

function bold(value: string): string {
  return `\\fB${escapeRoff(value)}\\fR`;
}

function inline(value: string): string {
  const parts = value.split('`');
  return parts.map((part, index) => (index % 2 === 1 ? bold(part) : escapeRoff(part))).join('');
}

/** A line must not begin as a request does. */
function protect(line: string): string {
  return /^[.']/.test(line) ? `\\&${line}` : line;
}

function wrap(value: string): string[] {
  const lines: string[] = [];
  for (const word of value.split(/\s+/).filter((candidate) => candidate !== '')) {
    const last = lines.at(-1);
    // A new sentence begins on a new line: that is how roff knows where one ends.
    const isNewSentence =
      last !== undefined && /[a-z0-9)"R][.?!]\)?$/.test(last) && !/(^|\s)(e\.g|i\.e)\.$/.test(last);
    if (last !== undefined && !isNewSentence && last.length + 1 + word.length <= lineWidth) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(protect(word));
  }
  return lines;
}

function quoteArgument(title: string): string {
  const escaped = escapeRoff(title);
  return /\s/.test(escaped) ? `"${escaped}"` : escaped;
}
