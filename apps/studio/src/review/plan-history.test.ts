import type { Plan } from '@passerby/engine';
import { describe, expect, it } from 'vitest';
import { PlanHistory } from './plan-history.ts';

const first = { tracks: [] } as unknown as Plan;
const edit = (): Plan => ({ ...first });

describe('PlanHistory', () => {
  it('goes back and forth', () => {
    const history = new PlanHistory(first);
    expect([history.canUndo.value, history.canRedo.value]).toEqual([false, false]);
    history.edit(edit);
    const second = history.plan.value;
    history.undo();
    expect(history.plan.value).toBe(first);
    history.redo();
    expect(history.plan.value).toBe(second);
  });

  it('forgets what was undone once something else is done', () => {
    const history = new PlanHistory(first);
    history.edit(edit);
    history.undo();
    history.edit(edit);
    expect(history.canRedo.value).toBe(false);
    history.undo();
    expect(history.plan.value).toBe(first);
    expect(history.canUndo.value).toBe(false);
  });

  it('takes an edit that changes nothing for none', () => {
    const history = new PlanHistory(first);
    history.edit((plan) => plan);
    expect(history.canUndo.value).toBe(false);
  });
});
