import { describe, expect, it } from 'vitest';
import { createFaultScript, type Fault } from '#test/support/fakes/faults';

const garbage: Fault = { kind: 'garbage' };
const busy: Fault = { kind: 'answer', status: 503 };
const isBusy = (fault: Fault) => fault.kind === 'answer';

describe('a script of faults', () => {
  it('has none to begin with', () => {
    expect(createFaultScript().take()).toBeNull();
  });

  it('gives those of the next requests one by one, then none', () => {
    const script = createFaultScript();
    script.next(garbage, busy);
    expect([script.take(), script.take(), script.take()]).toEqual([garbage, busy, null]);
  });

  it('gives the standing one when none is queued, until it is taken back', () => {
    const script = createFaultScript();
    script.always(busy);
    script.next(garbage);
    expect([script.take(), script.take(), script.take()]).toEqual([garbage, busy, busy]);
    script.always(null);
    expect(script.take()).toBeNull();
  });

  it('gives a share of the requests one, as the draws fall', () => {
    const script = createFaultScript();
    const draws = [0.29, 0.3, 0];
    script.share(busy, 0.3, () => draws.shift() ?? 1);
    expect([script.take(), script.take(), script.take()]).toEqual([busy, null, busy]);
  });

  it('keeps one that is not for this request for another', () => {
    const script = createFaultScript();
    script.next(garbage);
    expect(script.take(isBusy)).toBeNull();
    expect(script.take()).toEqual(garbage);
  });

  it('draws only for requests that the fault is for', () => {
    const script = createFaultScript();
    let draws = 0;
    const random = () => {
      draws += 1;
      return 0;
    };
    script.share(garbage, 1, random);
    expect([script.take(isBusy), script.take()]).toEqual([null, garbage]);
    expect(draws).toBe(1);
  });
});
