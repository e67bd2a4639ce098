import { readFileSync } from 'node:fs';
import { type Finding, fail, ok } from './finding.ts';

/** Whether this Node is new enough, by `engines` in package.json. */
export function checkNode(version = process.versions.node): Finding {
  const needed = readNeeded();
  return isAtLeast(version, needed)
    ? ok('Node', version)
    : fail('Node', `${version} is older than ${needed}`, `install Node ${needed} or newer`);
}

function readNeeded(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  const { engines }: { engines: { node: string } } = JSON.parse(text);
  return engines.node.replace('>=', '');
}

function isAtLeast(version: string, needed: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [neededMajor = 0, neededMinor = 0] = needed.split('.').map(Number);
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}
