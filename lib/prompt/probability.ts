/**
 * Words for probabilities, the surest first, as the IPCC's authors use them (Mastrandrea et al., *Guidance note on
 * consistent treatment of uncertainties*, 2010).
 */
const WORDS = [
  { atLeast: 0.99, words: 'virtually certain' },
  { atLeast: 0.9, words: 'very likely' },
  { atLeast: 0.66, words: 'likely' },
] as const;

/** How probable something is, in words and in figures. */
export function likelihood(probability: number): string {
  const { words } = WORDS.find(({ atLeast }) => probability >= atLeast) ?? {
    words: 'more likely than not',
  };
  // 1.0 would be a promise.
  return `${words}, ${Math.min(99, Math.round(probability * 100))} %`;
}
