import { execFile } from 'node:child_process';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { promisify } from 'node:util';
import type { Servers } from './servers.ts';

/** What a run was measured on. */
export interface Machine {
  cores: number;
  cpu: string;
  memoryGb: number;
  system: string;
  node: string;
  postgres: string;
  temporal: string;
  /** Of the last minute, before the run: above 0 somebody else was busy. */
  load: number;
}

const GB = 1024 ** 3;

/** Describes the machine and the servers. */
export async function describeMachine({ versions, temporalCli }: Servers): Promise<Machine> {
  const processors = cpus();
  const version = await promisify(execFile)(temporalCli, ['--version']);
  return {
    cores: processors.length,
    cpu: processors[0]?.model ?? 'unknown',
    memoryGb: Math.round(totalmem() / GB),
    system: `${type()} ${release()}`,
    node: process.version,
    postgres: `${versions.postgres}, durable, on this machine`,
    temporal: `development server (SQLite file, one shard), ${version.stdout.trim()}`,
    load: loadavg()[0] ?? 0,
  };
}
