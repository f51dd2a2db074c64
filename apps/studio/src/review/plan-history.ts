import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { Plan } from '@passerby/engine';

/** The plan as it is now, with the way back and forth. */
export class PlanHistory {
  readonly #plans = signal<readonly Plan[]>([]);
  readonly #at = signal(0);
  /** The plan at hand. */
  readonly plan: ReadonlySignal<Plan>;
  readonly canUndo: ReadonlySignal<boolean> = computed(() => this.#at.value > 0);
  readonly canRedo: ReadonlySignal<boolean> = computed(() => this.#at.value < this.#plans.value.length - 1);
  /** Whether a person changed anything since `markSaved`. */
  readonly isChanged: ReadonlySignal<boolean>;
  readonly #saved = signal<Plan | undefined>(undefined);

  constructor(first: Plan) {
    this.#plans.value = [first];
    this.plan = computed(() => this.#plans.value[this.#at.value] as Plan);
    this.isChanged = computed(() => this.#saved.value !== this.plan.value);
  }

  /** Makes an edit; what was undone before is gone. An edit that changes nothing is none. */
  edit(change: (plan: Plan) => Plan): void {
    const next = change(this.plan.value);
    if (next === this.plan.value) return;
    this.#plans.value = [...this.#plans.value.slice(0, this.#at.value + 1), next];
    this.#at.value += 1;
  }

  undo(): void {
    if (this.canUndo.value) this.#at.value -= 1;
  }

  redo(): void {
    if (this.canRedo.value) this.#at.value += 1;
  }

  /** This plan is what the saved copy was made with. */
  markSaved(plan: Plan): void {
    this.#saved.value = plan;
  }
}
