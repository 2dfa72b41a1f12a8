// A wait status as waitpid(2) gives it, and the words the original's command executor uses for it. Schedulers
// match on these texts; change none.

/** The texts of strsignal(3), by number. */
const signalTexts: readonly (string | undefined)[] = [
  undefined,
  'Hangup',
  'Interrupt',
  'Quit',
  'Illegal instruction',
  'Trace/breakpoint trap',
  'Aborted',
  'Bus error',
  'Floating point exception',
  'Killed',
  'User defined signal 1',
  'Segmentation fault',
  'User defined signal 2',
  'Broken pipe',
  'Alarm clock',
  'Terminated',
  'Stack fault',
  'Child exited',
  'Continued',
  'Stopped (signal)',
  'Stopped',
  'Stopped (tty input)',
  'Stopped (tty output)',
  'Urgent I/O condition',
  'CPU time limit exceeded',
  'File size limit exceeded',
  'Virtual timer expired',
  'Profiling timer expired',
  'Window changed',
  'I/O possible',
  'Power failure',
  'Bad system call',
];

/** glibc keeps the first two real-time signals for itself. */
const firstRealTimeSignal = 34;
const lastRealTimeSignal = 64;

function signalText(signal: number): string {
  if (signal >= firstRealTimeSignal && signal <= lastRealTimeSignal) {
    return `Real-time signal ${signal - firstRealTimeSignal}`;
  }
  return signalTexts[signal] ?? `Unknown signal ${signal}`;
}

/** Whether the process exited by itself with status 0. */
export function isSuccess(waitStatus: number): boolean {
  return (waitStatus & 0xffff) === 0;
}

/** "Command exited with status 3", "Command terminated with signal Segmentation fault (core dumped)". */
export function describeWaitStatus(waitStatus: number): string {
  const signal = waitStatus & 0x7f;
  if (signal === 0) return `Command exited with status ${(waitStatus >> 8) & 0xff}`;
  const core = (waitStatus & 0x80) === 0 ? '' : ' (core dumped)';
  return `Command terminated with signal ${signalText(signal)}${core}`;
}
