/** The placeholders of a template. */
export const PLACEHOLDERS = ['transcript', 'frames', 'measured', 'duration'] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** Without the times the pictures mean little; without the transcript speech is lost. */
const REQUIRED: readonly Placeholder[] = ['frames', 'transcript'];

/** Spaces are cut off afterwards: a pattern that did so would try all ways to share them out. */
const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;

/** What is wrong with a template, as a sentence; `undefined` when nothing is. */
export function problemOf(template: string): string | undefined {
  const used = [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name.trim());
  const unknown = used.find((name) => !isPlaceholder(name));
  if (unknown !== undefined) {
    return `{{${unknown}}} is not a placeholder. Use ${PLACEHOLDERS.map(inBraces).join(', ')}.`;
  }
  const missing = REQUIRED.filter((name) => !used.includes(name));
  return missing.length === 0
    ? undefined
    : `it lacks ${missing.map(inBraces).join(' and ')}. Put ${missing.length > 1 ? 'them' : 'it'} where the model shall read ${missing.length > 1 ? 'those' : 'that'}.`;
}

/** In one pass, so that what is filled in is never taken for a placeholder. */
export function fill(template: string, values: Readonly<Record<Placeholder, string>>): string {
  return template.replace(PLACEHOLDER, (whole, inside: string) => {
    const name = inside.trim();
    return isPlaceholder(name) ? values[name] : whole;
  });
}

function isPlaceholder(name: string): name is Placeholder {
  return (PLACEHOLDERS as readonly string[]).includes(name);
}

function inBraces(name: string): string {
  return `{{${name}}}`;
}
