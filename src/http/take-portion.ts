import { ExcessError } from '#batches/excess-error';
import { type TakenLines, takeLines } from '#batches/take-lines';
import type { UploadPortion } from '#batches/upload-input';
import type { Actor } from '#domain/actor';
import type { HttpDeps } from './http-deps.ts';
import { lookAtLines } from './look-at-lines.ts';

const NOTHING = new Uint8Array();

/** Takes lines of an upload; those that are too much at once, in smaller parts. @throws as `takeLines` */
export async function takePortion(
  deps: HttpDeps,
  actor: Actor,
  portion: UploadPortion,
): Promise<TakenLines> {
  const { items } = portion;
  await lookAtLines(deps, items);
  try {
    return await deps.transact(actor, 'write', (scope) =>
      takeLines(deps.messageDeps, scope, portion),
    );
  } catch (error) {
    if (!(error instanceof ExcessError) || items.length < 2) throw error;
    const [one, other] = halve(portion);
    const taken = await takePortion(deps, actor, one);
    const rest = await takePortion(deps, actor, other);
    return { ...rest, rejections: [...taken.rejections, ...rest.rejections] };
  }
}

function halve(portion: UploadPortion): [UploadPortion, UploadPortion] {
  const half = Math.ceil(portion.items.length / 2);
  const items = portion.items.slice(0, half);
  const { endByte = portion.from, endLine = 0 } = items.at(-1) ?? {};
  return [
    { ...portion, items, to: { byte: endByte, line: endLine, tail: NOTHING, skip: null } },
    { ...portion, items: portion.items.slice(half), from: endByte },
  ];
}
