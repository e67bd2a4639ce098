import { z } from '@hono/zod-openapi';

/**
 * The query's parameters as the schema wants them: a list where it has a list, else a string;
 * a list too when a parameter came twice, so that the schema refuses it.
 */
export function readQuery(url: string, schema: z.ZodObject): Record<string, unknown> {
  const params = new URL(url).searchParams;
  const query: Record<string, unknown> = Object.create(null);
  for (const name of new Set(params.keys())) {
    const values = params.getAll(name);
    query[name] = values.length > 1 || mayRepeat(schema.shape[name]) ? values : values[0];
  }
  return query;
}

function mayRepeat(schema: unknown): boolean {
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  return inner instanceof z.ZodArray;
}
