import type { z } from '@hono/zod-openapi';
import type { Problem } from '#domain/errors';
import { pointerTo } from './pointer-to.ts';

type Issue = z.core.$ZodIssue;

// A list of what is wrong is for a person to read.
const PROBLEMS_MAX = 20;
const NAME_MAX = 100;

/**
 * Says what a schema did not like of a part of the request. Values are never quoted: they may be
 * addresses, texts or keys (K3).
 *
 * @param prefix where the part is: nothing for the body, `query` or `header` for the others
 */
export function toProblems(
  issues: readonly Issue[],
  input: unknown,
  prefix: readonly string[] = [],
): Problem[] {
  return issues.flatMap((issue) => toProblemsOf(issue, input, prefix)).slice(0, PROBLEMS_MAX);
}

function toProblemsOf(issue: Issue, input: unknown, prefix: readonly string[]): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) =>
      toProblem([...prefix, ...issue.path, key], 'is not known here', prefix),
    );
  }
  const rule = isMissing(issue, input) ? 'is required' : ruleOf(issue);
  return [toProblem([...prefix, ...issue.path], rule, prefix)];
}

function toProblem(path: readonly PropertyKey[], rule: string, prefix: readonly string[]): Problem {
  const name = path.slice(prefix.length).map(String).join('.').slice(0, NAME_MAX);
  return { pointer: pointerTo(path), detail: `${name || 'the body'} ${rule}` };
}

function isMissing(issue: Issue, input: unknown): boolean {
  if (issue.code !== 'invalid_type' && issue.code !== 'invalid_value') return false;
  let value = input;
  for (const key of issue.path) {
    if (typeof value !== 'object' || value === null) return false;
    value = Reflect.get(value, key);
  }
  return value === undefined;
}

function ruleOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${withArticle(issue.expected)}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      if (issue.inclusive === false) return `must be more than ${issue.minimum}`;
      return `must ${sizeOf(issue.origin)} at least ${issue.minimum}${unitOf(issue.origin, issue.minimum)}`;
    case 'too_big':
      return `must ${sizeOf(issue.origin)} at most ${issue.maximum}${unitOf(issue.origin, issue.maximum)}`;
    case 'invalid_key':
      return `must have a key that fits: ${issue.issues.map((it) => it.message).join('; ')}`;
    default:
      return issue.message;
  }
}

function sizeOf(origin: string): string {
  return unitOf(origin, 1) === '' ? 'be' : 'have';
}

function unitOf(origin: string, count: number | bigint): string {
  const end = Number(count) === 1 ? '' : 's';
  if (origin === 'string') return ` character${end}`;
  return origin === 'array' || origin === 'set' ? ` item${end}` : '';
}

function withArticle(type: string): string {
  if (type === 'record') return 'an object';
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
