import { checkListed, checkWhole, type Placed } from './check-whole.ts';
import { TemplateFault } from './template-fault.ts';
import { templateFilters } from './template-filters.ts';

/** What a parsed template has of Liquid's tokens, values and tags, as far as they are looked at. */
interface Token extends Placed {
  kind: number;
  content?: unknown;
  operator?: string;
  variable?: unknown;
  props?: readonly Token[];
}
interface Value {
  initial: { postfix: readonly object[] };
  filters: readonly { name: string; args: readonly unknown[]; token: Placed }[];
}
export interface Node {
  token: { begin: number };
  arguments?(): Iterable<object>;
  children?(partials: boolean, sync: boolean): Iterator<unknown, readonly Node[]>;
}

/** The kinds of tokens that differ here. */
export interface TokenKinds {
  Operator: number;
  PropertyAccess: number;
  Range: number;
  Word: number;
  Quoted: number;
}

const DEPTH_MAX = 20;
/** Each is evaluated once at the most, since nothing repeats. */
const VALUES_MAX = 1_000;
/** Of the names of variables, as the wire has it. */
const NAME_MAX = 64;

/**
 * Looks through a parsed template for what is read without complaint and must not be rendered.
 *
 * @returns the names of the variables that it mentions, and how many values and arguments it has.
 * @throws TemplateFault
 */
export function inspectTemplate(
  nodes: readonly Node[],
  kinds: TokenKinds,
): Pick<Inspection, 'names' | 'values'> {
  const seen: Inspection = { kinds, names: new Set(), values: 0 };
  inspectNodes(nodes, 1, seen);
  return { names: seen.names, values: seen.values };
}

interface Inspection {
  kinds: TokenKinds;
  names: Set<string>;
  values: number;
}

function inspectNodes(nodes: readonly Node[], depth: number, seen: Inspection): void {
  for (const node of nodes) {
    const { begin } = node.token;
    if (depth > DEPTH_MAX)
      throw new TemplateFault(`tags are nested at most ${DEPTH_MAX} deep`, begin);
    for (const argument of node.arguments?.() ?? []) {
      if ('initial' in argument) inspectValue(argument as Value, begin, seen);
      else {
        inspectToken(argument as Token, seen);
        checkListed(argument as Token);
      }
    }
    const children = node.children?.(false, true).next().value as readonly Node[] | undefined;
    if (children) inspectNodes(children, depth + 1, seen);
  }
}

function inspectValue({ initial, filters }: Value, begin: number, seen: Inspection): void {
  let operands = 0;
  for (const token of initial.postfix as readonly Token[]) {
    if (token.kind !== seen.kinds.Operator) {
      inspectToken(token, seen);
      operands += 1;
    } else if (token.operator !== 'not') operands -= 1;
  }
  // `{{ first name }}` is read as `first`, and what follows is left out.
  if (operands !== 1) throw new TemplateFault('one value is expected', begin);
  for (const { name, args } of filters) {
    inspectArguments(name, args.length, begin);
    for (const arg of args) {
      if (Array.isArray(arg)) throw new TemplateFault('filters take no named arguments', begin);
      inspectToken(arg as Token, seen);
    }
  }
  checkWhole([...(initial.postfix as readonly Token[]), ...filters.map(({ token }) => token)]);
}

function inspectArguments(name: string, count: number, begin: number): void {
  const [least, most] = templateFilters.get(name)?.takes ?? (name === 'default' ? [1, 1] : [0, 0]);
  if (count >= least && count <= most) return;
  const wanted = least === most ? `${least}` : `${least} to ${most}`;
  throw new TemplateFault(`arguments of the filter ${name}: ${wanted}, got ${count}`, begin);
}

function inspectToken(token: Token, seen: Inspection): void {
  seen.values += 1;
  const { begin } = token;
  if (seen.values > VALUES_MAX) {
    throw new TemplateFault(`a template has at most ${VALUES_MAX} values and arguments`, begin);
  }
  if (token.kind === seen.kinds.Range) throw new TemplateFault('ranges are not available', begin);
  if (token.kind === seen.kinds.PropertyAccess) seen.names.add(toName(token, seen.kinds));
}

/** A variable is a text: nothing is behind its name, and no name is made of another's text. */
function toName({ begin, props = [], variable }: Token, kinds: TokenKinds): string {
  const [name, ...rest] = props;
  const isPlain =
    variable === undefined &&
    rest.length === 0 &&
    (name?.kind === kinds.Word || name?.kind === kinds.Quoted);
  if (!isPlain) throw new TemplateFault('variables are texts, without properties', begin);
  const content = String(name.content);
  if (content !== '' && content.length <= NAME_MAX) return content;
  throw new TemplateFault(`the name of a variable has 1 to ${NAME_MAX} characters`, begin);
}
