import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What tells a process from a later one that got the same pid. */
export interface ProcessDescription {
  /** Opaque and stable while the process lives; compare for equality only. */
  startedAt: string;
  /** The command line, arguments joined by spaces. */
  command: string;
}

/**
 * Describes a running process, or answers null when there is none. A zombie counts as gone: in a
 * container whose first process does not reap, a killed server stays one for ever.
 */
export function describeProcess(pid: number): ProcessDescription | null {
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  return process.platform === 'linux' ? readFromProc(pid) : readFromPs(pid);
}

function readFromProc(pid: number): ProcessDescription | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces and parentheses itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
    return { startedAt: `${bootId}/${fields[19]}`, command };
  } catch {
    return null;
  }
}

function readFromPs(pid: number): ProcessDescription | null {
  try {
    const options = { encoding: 'utf8', env: { LC_ALL: 'C', PATH: '/bin:/usr/bin' } } as const;
    const args = ['-ww', '-o', 'state=,lstart=,command=', '-p', String(pid)];
    const line = execFileSync('ps', args, options).trim();
    const [, state, startedAt, command] = /^(\S+)\s+(.{24})\s+(.*)$/.exec(line) ?? [];
    if (state === undefined || state.startsWith('Z')) return null;
    return { startedAt: startedAt ?? '', command: command ?? '' };
  } catch {
    return null;
  }
}
