import {
  parseSendTimeParams,
  type SendTimeParamsParsed,
} from '#domain/send-time/parse-send-time-params';
import { defaultParams } from '#domain/send-time/send-time-params';

/**
 * Reads a document of parameters as it is stored. One from before a parameter was thought of, at
 * whatever depth, has its shipped value; then it is judged as one that is added now.
 */
export function readStoredParams(stored: unknown): SendTimeParamsParsed {
  return parseSendTimeParams(complete(stored, defaultParams));
}

function complete(value: unknown, defaults: object): unknown {
  if (!isFields(value)) return value;
  const shipped = Object.entries(defaults).map(([name, field]): [string, unknown] => {
    if (!Object.hasOwn(value, name)) return [name, field];
    return [name, isFields(field) ? complete(value[name], field) : value[name]];
  });
  return { ...value, ...Object.fromEntries(shipped) };
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
