import { readFile } from 'node:fs/promises';
import { parseSendTimeParams } from '#domain/send-time/parse-send-time-params';
import { defaultParams, type SendTimeParams } from '#domain/send-time/send-time-params';
import { sendTimeProfiles } from '#domain/send-time/send-time-profiles';

const named = new Map<string, SendTimeParams>([
  ['default', defaultParams],
  ...Object.entries(sendTimeProfiles),
]);

/**
 * The parameters that a command names: `default`, a profile, or a file that holds a document, also
 * as `model show --json` prints one.
 *
 * @throws Error with all that is wrong with the file
 */
export async function readParams(name: string): Promise<SendTimeParams> {
  const known = named.get(name);
  if (known) return known;
  const parsed = parseSendTimeParams(toDocument(toValue(name, await readFile(name, 'utf8'))));
  if (parsed.kind === 'params') return parsed.params;
  const problems = parsed.problems.map(({ detail }) => `  ${detail}`);
  throw new Error([`${name} is no document of parameters:`, ...problems].join('\n'));
}

/** What `model show --json` prints holds the document among other things. */
function toDocument(value: unknown): unknown {
  const isView = typeof value === 'object' && value !== null && 'paramsHash' in value;
  return isView && 'params' in value ? value.params : value;
}

function toValue(name: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new Error(`${name} is not JSON`);
  }
}
