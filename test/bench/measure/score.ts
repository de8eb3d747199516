import type { Figure } from '../figures.ts';
import { CONTENT_RULES, type ContentChange, contentCuts } from './content-detector.ts';

/** How well cuts were found, to the frame, over any number of clips. */
export class CutScore {
  found = 0;
  missed = 0;
  wrong = 0;

  /** @returns whether all was right; both in numbers of frames */
  add(cuts: readonly number[], measured: readonly number[]): boolean {
    const right = cuts.filter((cut) => measured.includes(cut)).length;
    this.found += right;
    this.missed += cuts.length - right;
    this.wrong += measured.length - right;
    return right === cuts.length && right === measured.length;
  }

  get f1(): number {
    return (2 * this.found) / (2 * this.found + this.missed + this.wrong);
  }
}

/** How well the content detector's rules do on the same clips. */
export class RivalScore {
  readonly #rules = CONTENT_RULES.map((rule) => ({ rule, score: new CutScore() }));

  add(cuts: readonly number[], changes: readonly ContentChange[]): void {
    for (const { rule, score } of this.#rules) {
      score.add(cuts, contentCuts(changes, rule));
    }
  }

  /** Ours is to be as good as the best of them. */
  figures(ours: CutScore, clips: string): Figure[] {
    const rivals = this.#rules.map(({ rule, score }) => ({
      name: `F1 of cuts, ${clips}: ${rule.name}`,
      value: score.f1,
      unit: '',
    }));
    const lead = ours.f1 - Math.max(...rivals.map(({ value }) => value));
    return [
      ...rivals,
      { name: `F1 of cuts, ${clips}`, value: ours.f1, unit: '' },
      { name: `F1 of cuts, ${clips}: less the best rival's`, value: lead, unit: '', atLeast: 0 },
    ];
  }
}
