import { z } from 'zod';

interface Operation {
  responses: Record<string, { content?: Record<string, { schema: Record<string, unknown> }> }>;
}

interface OpenApiDocument {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
}

export interface AnswerToCheck {
  method: string;
  path: string;
  status: number;
  contentType: string | null;
  text: string;
}

/**
 * Makes a check that the OpenAPI document tells the truth: each answer of a documented route has a
 * documented status, content type and shape. Every request of every HTTP test passes it.
 */
export function createAnswerCheck(document: OpenApiDocument): (answer: AnswerToCheck) => void {
  const validators = new Map<string, z.ZodType>();
  return (answer) => {
    const found = findOperation(document, answer);
    if (!found) return;
    const response = found.operation.responses[answer.status];
    const name = `${answer.method} ${found.template} ${answer.status}`;
    if (!response) throw new Error(`${name} is not documented`);
    const type = answer.contentType?.split(';')[0] ?? '';
    if (!response.content) {
      if (answer.text !== '') throw new Error(`${name} has a body that is not documented`);
      return;
    }
    const schema = response.content[type]?.schema;
    if (!schema) throw new Error(`${name} has the content type ${type}, which is not documented`);
    if (!/[/+]json$/.test(type)) return;
    const validator = validators.get(name) ?? toValidator(document, schema);
    validators.set(name, validator);
    const parsed = validator.safeParse(JSON.parse(answer.text));
    if (!parsed.success) throw new Error(`${name} is not as documented: ${parsed.error.message}`);
  };
}

function findOperation(document: OpenApiDocument, { method, path }: AnswerToCheck) {
  const plain = path.replace(/\?.*$/s, '');
  const templates = Object.keys(document.paths)
    // What is fixed comes before what has an id.
    .sort((a, b) => Number(a.includes('{')) - Number(b.includes('{')));
  const template = templates.find((candidate) =>
    new RegExp(`^${candidate.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(plain),
  );
  const operation = template && document.paths[template]?.[method.toLowerCase()];
  return operation ? { template, operation } : null;
}

function toValidator(document: OpenApiDocument, schema: Record<string, unknown>): z.ZodType {
  const whole = { ...schema, $defs: document.components.schemas };
  const text = JSON.stringify(whole).replaceAll('#/components/schemas/', '#/$defs/');
  return z.fromJSONSchema(JSON.parse(text));
}
