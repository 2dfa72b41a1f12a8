// Regular expressions of frameworks: RE2's syntax and a match that takes time in proportion to the text, whatever the
// expression. What a stranger's expression may cost is limited before it is compiled, compiled and matched.
import type * as Re2 from 're2js';

export interface ExpressionLimits {
  /** `--offer_constraints_re2_max_mem`: bytes, for the instructions and, apart from them, for the states of a match. */
  readonly maxMemBytes: number;
  /** `--offer_constraints_re2_max_program_size`. */
  readonly maxProgramSize: number;
}

/** What one instruction takes of the memory; the original's engine counts the same. */
const instructionBytes = 12;

/**
 * Repetitions are written out before the size of a program is known: `(?:…){1000}` of 500 characters takes half a second.
 * No useful expression has so many characters for an instruction.
 */
const maxCharactersPerInstruction = 100;

/**
 * A longer text matches nothing: the worst expression takes a microsecond a character and instruction of a hundred.
 * Host names have at most 253 characters.
 */
export const maxTextLength = 1024;

let loaded: typeof Re2 | undefined;

/** Part of the program, but run with the first expression: that takes 2 MB, and most masters are never given one. */
function re2(): typeof Re2 {
  loaded ??= require('re2js') as typeof Re2;
  return loaded;
}

export class Expression {
  /** Instructions; each range of a class of characters counts as one, which is about what the original counts. */
  readonly programSize: number;
  readonly #set: Re2.RE2Set;

  constructor(pattern: string, maxMemBytes: number) {
    // A set of one has what a single expression has not: a limit for the states it keeps.
    const { RE2Set } = re2();
    this.#set = new RE2Set(RE2Set.ANCHOR_BOTH, 0, maxMemBytes);
    this.#set.add(pattern);
    this.#set.compile();
    const instructions: readonly { readonly runes?: readonly number[] | null }[] = this.#set.prog.inst;
    this.programSize = instructions.reduce(
      (size, { runes }) => size + Math.max(1, (runes?.length ?? 0) / 2),
      0,
    );
  }

  /** Whether the whole text matches. */
  matches(text: string): boolean {
    return text.length <= maxTextLength && this.#set.match(text).length > 0;
  }
}

/** Answers with the reason, in the original's words where it has them, when the expression cannot be used. */
export function readExpression(pattern: string, limits: ExpressionLimits): Expression | string {
  const { maxMemBytes, maxProgramSize } = limits;
  const shown = pattern.length > 100 ? `${pattern.slice(0, 100)}…` : pattern;
  const characters = writtenOutLength(pattern);
  if (characters > maxCharactersPerInstruction * maxProgramSize)
    return `Regex '${shown}' is too complex: with its repetitions written out it has ${characters} characters, more than ${maxCharactersPerInstruction} for each of the ${maxProgramSize} instructions allowed`;
  const failed = (why: string): string => `Failed to construct regex from pattern '${shown}': ${why}`;
  let expression: Expression;
  try {
    expression = new Expression(pattern, maxMemBytes);
  } catch (error) {
    return failed(reasonOf(error));
  }
  const { programSize } = expression;
  if (programSize * instructionBytes > maxMemBytes) return failed('pattern too large - compile failed');
  if (programSize > maxProgramSize)
    return `Regex '${shown}' is too complex: program size of ${programSize} is larger than maximum of ${maxProgramSize} allowed`;
  return expression;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof re2().RE2JSSyntaxException))
    return error instanceof Error ? error.message : String(error);
  const { error: what, input } = error;
  return input === null ? what : `${what}: ${input.slice(0, 100)}`;
}

/** A quotation, an escape, a class, a repetition, a bracket or a character. */
const token =
  /\\Q.*?(?:\\E|$)|\\[pP](?:\{[^}]*\}|.)|\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]?|\{(\d+)(?:,(\d*))?\}|./gs;

/** What a class of Unicode costs the parser, in characters. */
const unicodeClassLength = 100;

/** The length of a pattern once its repetitions are written out, and more for classes of Unicode. Of any text. */
export function writtenOutLength(pattern: string): number {
  const outer: number[] = [];
  let sum = 0;
  let last = 0;
  for (const [text, least, most] of pattern.matchAll(token)) {
    if (least !== undefined) {
      const times = Math.max(1, Number(least), Number(most ?? 0));
      sum += last * (times - 1);
      last *= times;
    } else if (text === '(') {
      outer.push(sum);
      sum = 1;
    } else if (text === ')') {
      last = sum + 1;
      sum = last + (outer.pop() ?? 0);
    } else {
      last = text.length;
      if (text.length > 1) last += unicodeClassLength * (text.match(/\\[pP]/g)?.length ?? 0);
      sum += last;
    }
  }
  return outer.reduce((length, before) => length + before, sum);
}
