// What a failed command or test file printed, short enough to be repeated at the end of a run: reports of long runs are
// cut in the middle. Each failing test keeps its name and the start of its message, whatever the others printed.

/** Lines repeated of one file. */
const maxLines = 40;
/** Lines of a stack that say where a test failed. */
const maxFrames = 5;
/** Long values stand in one line. */
const maxLineLength = 500;

/** The lines to repeat of what was printed. Without a failing test in it (a crash, a hang) its end is what tells. */
export function failureReport(text) {
  const lines = text.trimEnd().split('\n').map(shortened);
  const tests = failingTests(lines);
  if (tests.length === 0) return lines.slice(-maxLines);
  const share = Math.max(2, Math.floor(maxLines / tests.length));
  return tests.flatMap((test) => test.slice(0, share)).slice(0, maxLines);
}

/** The lines of each failing test: its name, its message, the top of its stack. */
function failingTests(lines) {
  const tests = [];
  let frames = 0;
  for (const line of lines) {
    if (/^\s*FAIL\s/.test(line)) {
      tests.push([]);
      frames = 0;
    }
    // The counts of the file follow the last test.
    if (/^\s*Total:\s/.test(line)) break;
    if (/^\s*at /.test(line)) frames += 1;
    if (line.trim() !== '' && frames <= maxFrames) tests.at(-1)?.push(line);
  }
  return tests;
}

function shortened(line) {
  return line.length <= maxLineLength ? line : `${line.slice(0, maxLineLength)} …`;
}
