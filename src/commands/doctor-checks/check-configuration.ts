import { type Environment, EnvironmentError, readEnvironment } from '#src/env';
import { type Finding, fail, ok } from './finding.ts';

export interface Configuration {
  /** Null when a variable is bad. */
  environment: Environment | null;
  findings: Finding[];
}

/** Whether every variable is right; names all bad ones at once. */
export function checkConfiguration(source?: NodeJS.ProcessEnv): Configuration {
  try {
    const environment = readEnvironment(source);
    return { environment, findings: [ok('Configuration', 'every variable is right')] };
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    const lines = error.message.split('\n');
    const mend = 'set it right, or leave it out; .env.example describes every variable';
    return { environment: null, findings: lines.map((line) => fail('Configuration', line, mend)) };
  }
}
