import { median } from '../bench/figures.ts';
import type { Row } from './run-case.ts';

const HEAD = [
  'server',
  'clips',
  'records',
  'requests',
  'context errors',
  'frames shown',
  'tokens evaluated*',
  's',
  '',
];

export const FOOTNOTE =
  '* Of the prompt of a clip: evaluated anew, of all; medians of the clips after the first of each slot. Constant: the same for all clips.';

/** Rows in Markdown, which a terminal shows as well. */
export function table(rows: readonly Row[]): string {
  const cells = [HEAD, ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) => lineOf(row.map((cell, at) => cell.padEnd(widths[at] ?? 0))));
  lines.splice(1, 0, lineOf(widths.map((width) => '-'.repeat(width))));
  return lines.join('\n');
}

function cellsOf(row: Row): string[] {
  return [
    row.name,
    String(row.clips),
    String(row.records),
    String(row.requests),
    String(row.contextErrors),
    framesOf(row),
    tokensOf(row),
    row.seconds.toFixed(1),
    row.problem === undefined ? 'ok' : 'NOT AS PROMISED',
  ];
}

function framesOf({ shown }: Row): string {
  const total = (key: 'shown' | 'sampled'): number =>
    shown.reduce((sum, each) => sum + each[key], 0);
  return shown.length === 0 ? '' : `${total('shown')} of ${total('sampled')}`;
}

function tokensOf({ evaluated, prompts, constant }: Row): string {
  return evaluated.length === 0
    ? ''
    : `${Math.round(median(evaluated))} of ${Math.round(median(prompts))}${constant === undefined ? '' : `, ${constant} constant`}`;
}

function lineOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
