import type { Problem } from '#domain/errors';
import type { SendTimeParams } from './send-time-params.ts';

/** A document of parameters, or all that is wrong with it. */
export type SendTimeParamsParsed =
  | { kind: 'params'; params: SendTimeParams }
  | { kind: 'refused'; problems: Problem[] };

/** What a field holds: a number of a range, yes or no, fields of its own, or a list of alike. */
type Rule =
  | { kind: 'number'; least: number; most: number; whole?: boolean }
  | { kind: 'flag' }
  | { kind: 'object'; fields: Readonly<Record<string, Rule>>; sum?: number; some?: true }
  | { kind: 'list'; of: Rule; most: number; risesBy: string };

const MOST_AGES = 32;
/** Of shares that were rounded when somebody wrote them down. */
const SUM_TOLERANCE = 1e-6;

const number = (least: number, most: number): Rule => ({ kind: 'number', least, most });
const share = number(0, 1);
const whole = (least: number, most: number): Rule => ({
  kind: 'number',
  least,
  most,
  whole: true,
});
const fields = (rules: Readonly<Record<string, Rule>>): Rule => ({ kind: 'object', fields: rules });

const document: Rule = fields({
  halfLifeDays: number(1, 3650),
  recent: fields({ share, halfLifeDays: number(1, 3650) }),
  sigmaHours: number(0.1, 6),
  dayMix: { kind: 'object', fields: { weekday: share, dayClass: share, all: share }, sum: 1 },
  kappa: number(0.1, 1000),
  eventWeights: {
    kind: 'object',
    fields: { open: number(0, 10), click: number(0, 10), reply: number(0, 10) },
    some: true,
  },
  presence: { kind: 'flag' },
  presenceByAge: {
    kind: 'list',
    of: fields({ untilHours: number(0, 8760), factor: number(0.01, 1000) }),
    most: MOST_AGES,
    risesBy: 'untilHours',
  },
  lambda: number(0.1, 1000),
  tau: number(0.5, 1),
  gate: fields({
    engagements: whole(1, 1000),
    engagementsWithoutZone: whole(1, 1000),
    probability: share,
    c: number(0.001, 100),
    drift: number(0, 10),
    doubt: number(0, 2),
  }),
  jitterMinutes: number(0, 60),
});

/**
 * Reads a document of parameters (O5): every field is there, within its range, and no other is.
 * All problems are told at once.
 *
 * @example parseSendTimeParams({ ...defaultParams, tau: 2 })
 * // { kind: 'refused', problems: [{ pointer: '/tau', detail: 'tau must be from 0.5 to 1, got 2' }] }
 */
export function parseSendTimeParams(value: unknown): SendTimeParamsParsed {
  const problems = judge(value, document, '');
  if (problems.length > 0) return { kind: 'refused', problems };
  return { kind: 'params', params: value as SendTimeParams };
}

function judge(value: unknown, rule: Rule, pointer: string): Problem[] {
  switch (rule.kind) {
    case 'number':
      return judgeNumber(value, rule, pointer);
    case 'flag':
      return typeof value === 'boolean' ? [] : [refuse(pointer, 'must be true or false', value)];
    case 'object':
      return judgeObject(value, rule, pointer);
    case 'list':
      return judgeList(value, rule, pointer);
  }
}

function judgeNumber(
  value: unknown,
  { least, most, whole = false }: Extract<Rule, { kind: 'number' }>,
  pointer: string,
): Problem[] {
  const fits = typeof value === 'number' && value >= least && value <= most;
  if (fits && (!whole || Number.isInteger(value))) return [];
  const what = whole ? 'a whole number ' : '';
  return [refuse(pointer, `must be ${what}from ${least} to ${most}`, value)];
}

function judgeObject(
  value: unknown,
  { fields, sum, some }: Extract<Rule, { kind: 'object' }>,
  pointer: string,
): Problem[] {
  if (!isObject(value)) return [refuse(pointer, 'must be an object', value)];
  const missing = Object.keys(fields).filter((name) => !Object.hasOwn(value, name));
  const problems = [
    ...missing.map((name) => tell(`${pointer}/${name}`, 'is required')),
    ...Object.entries(value).flatMap(([name, field]) => {
      const at = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      const rule = Object.hasOwn(fields, name) ? fields[name] : undefined;
      return rule === undefined ? [tell(at, 'is not a parameter')] : judge(field, rule, at);
    }),
  ];
  if (problems.length > 0) return problems;
  const total = Object.values(value).reduce<number>((all, part) => all + Number(part), 0);
  if (some && total === 0) return [tell(pointer, 'must not all be 0')];
  if (sum === undefined) return [];
  return Math.abs(total - sum) <= SUM_TOLERANCE
    ? []
    : [refuse(pointer, `must sum to ${sum}`, total)];
}

function judgeList(
  value: unknown,
  { of, most, risesBy }: Extract<Rule, { kind: 'list' }>,
  pointer: string,
): Problem[] {
  if (!Array.isArray(value)) return [refuse(pointer, 'must be a list', value)];
  if (value.length > most) {
    return [refuse(pointer, `must have at most ${most} entries`, value.length)];
  }
  const problems = value.flatMap((entry, index) => judge(entry, of, `${pointer}/${index}`));
  if (problems.length > 0) return problems;
  const rises = value.every((entry, index) => !index || entry[risesBy] > value[index - 1][risesBy]);
  return rises ? [] : [tell(pointer, `must rise by ${risesBy}`)];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(pointer: string, rule: string, got: unknown): Problem {
  const quoted = JSON.stringify(got) ?? 'nothing';
  return tell(pointer, `${rule}, got ${quoted.length > 40 ? `${quoted.slice(0, 40)}…` : quoted}`);
}

function tell(pointer: string, rule: string): Problem {
  const name = pointer === '' ? 'the document' : pointer.slice(1).replaceAll('/', '.');
  return { pointer, detail: `${name} ${rule}` };
}
