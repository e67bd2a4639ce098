import { Resolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';

export interface NameAddress {
  address: string;
  family: number;
}

/** All addresses of a name, at least one. @throws when there is none, or no name server answers. */
export type LookUpName = (name: string) => Promise<readonly NameAddress[]>;

export interface LookUpOptions {
  /** In the place of the system's name servers. */
  servers?: readonly string[];
  /** In the place of the system's. */
  hostsFile?: string;
  /** In the place of five seconds: time is left to call who was found. */
  longestMs?: number;
}

const HOSTS_FILE = '/etc/hosts';
const LONGEST_MS = 5_000;
/** To a name server's answer, before the question is repeated; and then twice as long. */
const ANSWER_MS = 1_500;
const TRIES = 2;

/**
 * Looks names up in the hosts file, else at the name servers, without the system's resolver: its
 * questions stand in line for four threads, and a stranger's name server may keep each for long.
 * Here none waits for another, each ends in time, and who asks for a name that is being looked up
 * hears the same answer. Names are whole: no search domain is added.
 */
export function createLookUpName(options: LookUpOptions = {}): LookUpName {
  const underWay = new Map<string, Promise<readonly NameAddress[]>>();
  return (asked) => {
    const name = asked.toLowerCase().replace(/\.$/, '');
    const shared = underWay.get(name);
    if (shared) return shared;
    const looking = lookUpOnce(name, options).finally(() => underWay.delete(name));
    underWay.set(name, looking);
    return looking;
  };
}

async function lookUpOnce(name: string, options: LookUpOptions): Promise<readonly NameAddress[]> {
  const known = await findInHosts(name, options.hostsFile ?? HOSTS_FILE);
  return known.length > 0 ? known : askServers(name, options);
}

async function findInHosts(name: string, file: string): Promise<NameAddress[]> {
  // No file, no names: the servers may know it.
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    const isMeant = names.some((each) => each.toLowerCase() === name);
    return isMeant && isIP(address) !== 0 ? [{ address, family: isIP(address) }] : [];
  });
}

async function askServers(
  name: string,
  { servers, longestMs = LONGEST_MS }: LookUpOptions,
): Promise<NameAddress[]> {
  const resolver = new Resolver({ timeout: ANSWER_MS, tries: TRIES });
  if (servers) resolver.setServers(servers);
  const timer = setTimeout(() => resolver.cancel(), longestMs);
  const [v4, v6] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  clearTimeout(timer);
  const found = [...toAddresses(v4, 4), ...toAddresses(v6, 6)];
  // One of the two is missing for most names.
  if (found.length === 0 && v4.status === 'rejected') throw v4.reason;
  return found;
}

function toAddresses(answer: PromiseSettledResult<string[]>, family: number): NameAddress[] {
  if (answer.status === 'rejected') return [];
  return answer.value.map((address) => ({ address, family }));
}
