/** How far a command is with a file. */
export interface FileProgress {
  /** Where it is, and where it began: it may have been stopped before. */
  at: { byte: number; line: number };
  from: { byte: number; line: number };
  bytes: number;
  seconds: number;
}

/** `45 %, 120,000 lines, 2,500 a second, 12 s left` */
export function toProgressLine({ at, from, bytes, seconds }: FileProgress): string {
  const share = Math.floor((100 * at.byte) / bytes);
  const rate = Math.round((at.line - from.line) / Math.max(seconds, 0.001));
  const left = ((bytes - at.byte) / Math.max(at.byte - from.byte, 1)) * seconds;
  return `${share} %, ${toCount(at.line)} lines, ${toCount(rate)} a second, ${toDuration(left)} left`;
}

/** `120,000` */
export function toCount(count: number): string {
  return count.toLocaleString('en-US');
}

function toDuration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return minutes > 0 ? `${minutes} min` : `${Math.ceil(seconds)} s`;
}
