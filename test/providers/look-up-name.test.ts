import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLookUpName, type LookUpOptions } from '#providers/look-up-name';

const A = 1;
const NO_SUCH_NAME = 3;
const asked: string[] = [];
let server: Socket;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hosts-'));
  server = createSocket('udp4', (question, from) => {
    const answer = answerTo(question);
    if (answer) server.send(answer, from.port, from.address);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

const lookUpBy = (options: LookUpOptions = {}) =>
  createLookUpName({
    servers: [`127.0.0.1:${server.address().port}`],
    hostsFile: join(folder, 'none'),
    ...options,
  });

/** Silent about names that begin with `dead`; `none...` are not there; all others are 192.0.2.7. */
function answerTo(question: Buffer): Buffer | null {
  const { name, end } = readName(question);
  const type = question.readUInt16BE(end);
  asked.push(`${name} ${type}`);
  if (name.startsWith('dead')) return null;
  const isThere = !name.startsWith('none');
  const address = isThere && type === A ? ADDRESS : Buffer.alloc(0);
  const head = Buffer.from(question.subarray(0, end + 4));
  head.writeUInt16BE(0x8180 + (isThere ? 0 : NO_SUCH_NAME), 2);
  head.writeUInt16BE(address.length > 0 ? 1 : 0, 6);
  head.writeUInt16BE(0, 10);
  return Buffer.concat([head, address]);
}

/** The question's name, of class IN, for a minute, of four bytes. */
const ADDRESS = Buffer.from([0xc0, 12, 0, A, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7]);

function readName(question: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 };
}

describe('H6: the name of an endpoint', () => {
  test('has the addresses that a name server has', async () => {
    expect(await lookUpBy()('Hook.example.com.')).toEqual([{ address: '192.0.2.7', family: 4 }]);
  });

  test('that is not there is refused', async () => {
    await expect(lookUpBy()('none.example.com')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  test('is looked up while a hundred others hang at name servers that are silent', async () => {
    const lookUp = lookUpBy({ longestMs: 60_000 });
    let ended = 0;
    for (let n = 0; n < 100; n++) {
      const count = () => ended++;
      lookUp(`dead${n}.example.com`).then(count, count);
    }
    expect(await lookUp('hook.example.com')).toHaveLength(1);
    expect(ended).toBe(0);
  });

  test('whose server is silent is given up in time', async () => {
    const looking = lookUpBy({ longestMs: 50 })('dead.example.com');
    await expect(looking).rejects.toMatchObject({ code: 'ECANCELLED' });
  });

  test('is asked for once by all who ask at once, and again later', async () => {
    const lookUp = lookUpBy();
    const count = () => asked.filter((each) => each === `shared.example.com ${A}`).length;
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => lookUp('shared.example.com')),
    );
    expect([new Set(answers.map((each) => each[0]?.address)).size, count()]).toEqual([1, 1]);
    await lookUp('shared.example.com');
    expect(count()).toBe(2);
  });

  test('is what the hosts file says, where it says it', async () => {
    const hostsFile = join(folder, 'hosts');
    const lines = ['# 10.0.0.9 hook.local', '10.0.0.1\tother hook.local # ours', '::1 hook.local'];
    await writeFile(hostsFile, lines.join('\n'));
    expect(await lookUpBy({ hostsFile })('hook.local')).toEqual([
      { address: '10.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ]);
    expect(asked.filter((each) => each.startsWith('hook.local'))).toEqual([]);
  });

  test('localhost needs no name server', async () => {
    const addresses = await createLookUpName({ servers: ['127.0.0.1:1'] })('localhost');
    expect(addresses.map(({ address }) => address)).toContain('127.0.0.1');
  });
});
