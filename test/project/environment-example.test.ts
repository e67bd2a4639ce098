import { expect, test } from 'vitest';
import { environmentSchema, toEnvironmentExample } from '#src/env';

test('.env.example is what the schema says (npm run env:example writes it)', async () => {
  await expect(toEnvironmentExample()).toMatchFileSnapshot('../../.env.example');
});

test('.env.example has every variable, with what it is for', () => {
  const example = toEnvironmentExample();
  for (const [name, schema] of Object.entries(environmentSchema.shape)) {
    expect(example).toContain(`${name}=`);
    expect(schema.description, name).toBeTruthy();
  }
});
