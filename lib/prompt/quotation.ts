import type { Cue } from '../subtitles/cue.ts';
import { estimateTokens, LETTERS_PER_TOKEN } from './tokens.ts';

/** Twelve minutes of speech, and less than ten frames take. */
export const TRANSCRIPT_TOKENS = 1500;

/** Only so many cues are considered, evenly over the clip: a line takes at least six tokens. */
const MOST_CUES = TRANSCRIPT_TOKENS / 3;

/** A cue that takes more is cut; a line of subtitles has 20. */
const LONGEST_CUE_TOKENS = 100;

/**
 * What is said in a clip, as a quotation: data, not orders. Each cue is one line, its text a JSON string,
 * so no text can end its line or the quotation. Signs that make the special tokens of chat templates
 * (`<|im_end|>`, `[INST]`, `{{…}}`) are replaced by others that look alike.
 *
 * Too much speech for the budget is trimmed by leaving out whole cues, evenly over the clip.
 */
export function quotation(cues: readonly Cue[], tokenBudget = TRANSCRIPT_TOKENS): string {
  if (cues.length === 0) {
    return '(nothing is said, or there are no subtitles)';
  }
  const step = Math.max(1, cues.length / MOST_CUES);
  const considered = cues.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
  const lines = considered.map(({ startSeconds, endSeconds, text }) => {
    const said = JSON.stringify(escaped(shortened(text)));
    return `${startSeconds.toFixed(1)}-${endSeconds.toFixed(1)} s: ${said}`;
  });
  const kept = evenly(lines, tokenBudget);
  const left = cues.length - kept.length;
  return [
    '<transcript>',
    ...kept,
    '</transcript>',
    ...(left > 0 ? [`(${left} of ${cues.length} lines are left out, evenly over the clip.)`] : []),
  ].join('\n');
}

/** Each line adds its share of the budget, and is kept once the sum covers its cost. */
function evenly(lines: readonly string[], budget: number): string[] {
  const costs = lines.map((line) => estimateTokens(line) + 1);
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  if (total <= budget) {
    return [...lines];
  }
  let saved = 0;
  return lines.filter((_, at) => {
    const cost = costs[at] ?? 0;
    saved += (cost * budget) / total;
    if (saved < cost) {
      return false;
    }
    saved -= cost;
    return true;
  });
}

function shortened(text: string): string {
  // More letters than this are too many in any script, and counting them all takes time.
  let kept = text.slice(0, LONGEST_CUE_TOKENS * LETTERS_PER_TOKEN);
  while (estimateTokens(kept) > LONGEST_CUE_TOKENS) {
    kept = kept.slice(0, Math.floor(kept.length * 0.8));
  }
  return kept === text ? text : `${kept.replace(/\s+\S*$/u, '')}…`;
}

const LOOK_ALIKES: Readonly<Record<string, string>> = {
  '<': '‹',
  '>': '›',
  '[': '(',
  ']': ')',
  '{': '(',
  '}': ')',
};

function escaped(text: string): string {
  return text.replace(/[<>[\]{}]/g, (sign) => LOOK_ALIKES[sign] ?? '').replace(/\p{Cs}/gu, '');
}
