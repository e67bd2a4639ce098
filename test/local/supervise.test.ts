import { expect, test, vi } from 'vitest';
import { type StoppableServer, supervise } from '#local/supervise';

function fakeServer(pid: number) {
  let exit = () => {};
  const exited = new Promise<void>((resolve) => {
    exit = resolve;
  });
  const stop = vi.fn(async () => exit());
  return { pid, exited, stop, exit: () => exit() } satisfies StoppableServer & { exit: () => void };
}

test('a server that exits is started again, also after a restart that fails', async () => {
  const second = fakeServer(2);
  const restart = vi.fn().mockRejectedValueOnce(new Error('no port')).mockResolvedValue(second);
  const lines: string[] = [];
  const log = (line: string) => lines.push(line);
  const first = fakeServer(1);
  const kept = supervise({ name: 'It', server: first, restart, log, backoffMs: 1 });
  first.exit();
  await vi.waitFor(() => expect(kept.current()).toBe(second));
  expect(lines).toEqual([
    'It (process 1) is gone: starting it again in 1 ms',
    'It did not come up again: no port',
    'It (process 1) is gone: starting it again in 2 ms',
    'It is up again (process 2)',
  ]);
  await kept.stop();
  expect(second.stop).toHaveBeenCalledOnce();
});

test('a server that is stopped stays stopped, even while it waits to start again', async () => {
  const first = fakeServer(1);
  const restart = vi.fn();
  const log = vi.fn();
  const kept = supervise({ name: 'It', server: first, restart, log, backoffMs: 3_600_000 });
  first.exit();
  await vi.waitFor(() => expect(log).toHaveBeenCalled());
  await kept.stop();
  expect(restart).not.toHaveBeenCalled();
});
