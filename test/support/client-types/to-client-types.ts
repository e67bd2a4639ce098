import { type Schema, toComment, toType } from './to-type.ts';

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: Schema & { format?: string };
}

interface Webhook {
  post: { requestBody: { content: Record<string, { schema: Schema }> } };
}

interface Operation {
  operationId: string;
  summary: string;
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}

/** The parts of an OpenAPI document that the client's types are made of. */
export interface OpenApiDocument {
  paths: Record<string, Record<string, Operation>>;
  webhooks: Record<string, Webhook>;
  components: { schemas: Record<string, Schema> };
}

const HEAD = `// Made from the OpenAPI document by npm run client:types. Change that, not this.
`;

/** The text of src/client/api-types.ts: what the API takes and answers, by schema and operation. */
export function toClientTypes({ paths, webhooks, components }: OpenApiDocument): string {
  const schemas = Object.entries(components.schemas)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([name, schema]) =>
        `\n${toComment(schema.description, '')}export type ${name} = ${toType(schema)};\n`,
    );
  const operations = Object.entries(paths)
    .filter(([path]) => path.startsWith('/v1/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, it]) => toOperation(method, path, it)),
    );
  const all = `\n/** What each operation takes and answers. */\nexport interface Operations {\n${operations.join('')}}\n`;
  return [HEAD, ...schemas, toEvents(webhooks), all].join('');
}

/** What endpoints are told, to be told apart by its `type`. */
function toEvents(webhooks: OpenApiDocument['webhooks']): string {
  const types = Object.values(webhooks).map(({ post }) =>
    toType(post.requestBody.content['application/json']?.schema ?? {}, '    '),
  );
  return `\n/** What an endpoint is told: the body of a call, once its signature was verified. */\nexport type WebhookEvent =\n  | ${types.join('\n  | ')};\n`;
}

function toOperation(method: string, path: string, operation: Operation): string {
  const { operationId, summary, parameters = [], requestBody, responses } = operation;
  const query = parameters.filter((parameter) => parameter.in === 'query');
  const body = requestBody?.content['application/json']?.schema;
  const optional = requestBody?.required === false ? ' | undefined' : '';
  return [
    toComment(`${method.toUpperCase()} ${path}: ${summary}`, '  '),
    `  ${operationId}: {\n`,
    `    query: ${toQuery(query)};\n`,
    `    body: ${body ? toType(body, '    ') + optional : 'undefined'};\n`,
    `    answer: ${toAnswer(responses)};\n`,
    '  };\n',
  ].join('');
}

function toQuery(parameters: readonly Parameter[]): string {
  const fields = parameters.map(({ name, required, schema }) => {
    const type = toType(schema, '      ') + (schema.format === 'date-time' ? ' | Date' : '');
    const declared = required ? `${name}: ${type}` : `${name}?: ${type} | undefined`;
    return `${toComment(schema.description, '      ')}      ${declared};\n`;
  });
  return fields.length === 0 ? 'Record<string, never>' : `{\n${fields.join('')}    }`;
}

function toAnswer(responses: Operation['responses']): string {
  const [, good] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? [];
  const schema = good?.content?.['application/json']?.schema;
  if (schema) return toType(schema, '    ');
  return good?.content ? 'string' : 'undefined';
}
