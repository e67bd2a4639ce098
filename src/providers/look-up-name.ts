import { lookup } from 'node:dns/promises';

export interface NameAddress {
  address: string;
  family: number;
}

/** All addresses of a name, at least one. @throws when there is none, or no name server answers. */
export type LookUpName = (name: string) => Promise<readonly NameAddress[]>;

/**
 * A resolver that asks the system for so many names at once and no more: each question holds one of
 * four threads that the providers' names, files and cryptography go by, too, and a name server of a
 * stranger may keep it for long.
 */
export function createLookUpName(most: number): LookUpName {
  let asking = 0;
  const waiting: (() => void)[] = [];
  return async (name) => {
    if (asking < most) asking++;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await lookup(name, { all: true });
    } finally {
      const next = waiting.shift();
      if (next) next();
      else asking--;
    }
  };
}
