/** The placeholders of a template. */
export const PLACEHOLDERS = ['transcript', 'frames', 'measured', 'duration'] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** Without the times the pictures mean little; without the transcript speech is lost. */
const REQUIRED: readonly Placeholder[] = ['frames', 'transcript'];

/** Spaces are cut off afterwards: a pattern that did so would try all ways to share them out. */
const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;

/** What is wrong with a template, as a sentence; `undefined` when nothing is. */
export function problemOf(template: string): string | undefined {
  const used = placeholdersIn(template).map(({ name }) => name);
  const unknown = used.find((name) => !isPlaceholder(name));
  if (unknown !== undefined) {
    return `{{${unknown}}} is not a placeholder. Use ${PLACEHOLDERS.map(inBraces).join(', ')}.`;
  }
  const missing = REQUIRED.filter((name) => !used.includes(name));
  return missing.length === 0
    ? undefined
    : `it lacks ${missing.map(inBraces).join(' and ')}. Put ${missing.length > 1 ? 'them' : 'it'} where the model shall read ${missing.length > 1 ? 'those' : 'that'}.`;
}

/** A template in the order in which a model reads it. */
export type TemplateParts = {
  /** The same for all clips: the paragraphs before the first that has a placeholder. May be empty. */
  constant: string;
  /** About the clip, up to the pictures, and after them. */
  before: string;
  after: string;
};

/** @param template without a {@link problemOf problem} */
export function partsOf(template: string): TemplateParts {
  const used = placeholdersIn(template);
  const constant = constantPart(template.slice(0, used[0]?.start));
  const pictures = used.find(({ name }) => name === 'frames');
  return {
    constant: constant.trim(),
    before: template.slice(constant.length, pictures?.start).trim(),
    after: template.slice(pictures?.end).trim(),
  };
}

/** In one pass, so that what is filled in is never taken for a placeholder. */
export function fill(text: string, values: Readonly<Record<Placeholder, string>>): string {
  return text.replace(PLACEHOLDER, (whole, inside: string) => {
    const name = inside.trim();
    return isPlaceholder(name) ? values[name] : whole;
  });
}

/**
 * The whole paragraphs at the start of a text that ends in the middle of one. A heading, and a paragraph that ends in a
 * colon, belong to what follows them.
 */
function constantPart(text: string): string {
  const ends = [...text.matchAll(/\n\s*\n/g)].map(({ index }) => index);
  const end = ends.findLast((at, number) => {
    const paragraph = text.slice(ends[number - 1] ?? 0, at).trim();
    return paragraph !== '' && !/^#|[:：]$/.test(paragraph);
  });
  return text.slice(0, end ?? 0);
}

function placeholdersIn(template: string): { name: string; start: number; end: number }[] {
  return [...template.matchAll(PLACEHOLDER)].map(({ 0: whole, 1: inside = '', index }) => ({
    name: inside.trim(),
    start: index,
    end: index + whole.length,
  }));
}

function isPlaceholder(name: string): name is Placeholder {
  return (PLACEHOLDERS as readonly string[]).includes(name);
}

function inBraces(name: string): string {
  return `{{${name}}}`;
}
