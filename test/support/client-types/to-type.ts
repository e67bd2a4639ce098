/** What a document says of a value: the words of JSON Schema that ours uses. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  description?: string;
}

/** A schema as a TypeScript type. @throws for what it has no words for: nothing becomes `any`. */
export function toType(schema: Schema, indent = ''): string {
  if (schema.$ref !== undefined) return nameOf(schema.$ref);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return union(schema.enum.map((value) => JSON.stringify(value)));
  const some = schema.oneOf ?? schema.anyOf;
  if (some) return union(some.map((each) => toType(each, indent)));
  if (schema.allOf) return schema.allOf.map((each) => toType(each, indent)).join(' & ');
  if (schema.type === undefined) return schema.properties ? toObject(schema, indent) : 'unknown';
  const types = [schema.type].flat();
  return union(types.map((type) => toTypeOf(type, schema, indent)));
}

/** A comment above what a description is of. */
export function toComment(text: string | undefined, indent: string): string {
  if (text === undefined) return '';
  return `${indent}/** ${text.replaceAll('*/', '* /').replaceAll(/\s*\n\s*/g, ' ')} */\n`;
}

/** The last part of `#/components/schemas/Message`. */
export function nameOf(ref: string): string {
  return ref.replace(/^.*\//, '');
}

function toTypeOf(type: string, schema: Schema, indent: string): string {
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'string' || type === 'boolean' || type === 'null') return type;
  if (type === 'array') return toArray(schema.items ?? {}, indent);
  if (type === 'object') return toObject(schema, indent);
  throw new Error(`there is no type for ${type}`);
}

function toArray(items: Schema, indent: string): string {
  const type = toType(items, indent);
  return /^[\w.]+$/.test(type) || type.startsWith('{') ? `${type}[]` : `(${type})[]`;
}

function toObject(schema: Schema, indent: string): string {
  const { properties, additionalProperties: others, required = [] } = schema;
  if (!properties) {
    return `Record<string, ${typeof others === 'object' ? toType(others, indent) : 'unknown'}>`;
  }
  const inner = `${indent}  `;
  const fields = Object.entries(properties).map(([name, field]) => {
    const type = toType(field, inner);
    const key = /^\w+$/.test(name) ? name : JSON.stringify(name);
    const declared = required.includes(name) ? `${key}: ${type}` : `${key}?: ${type} | undefined`;
    return `${toComment(field.description, inner)}${inner}${declared};\n`;
  });
  return `{\n${fields.join('')}${indent}}`;
}

function union(types: readonly string[]): string {
  return [...new Set(types)].join(' | ');
}
