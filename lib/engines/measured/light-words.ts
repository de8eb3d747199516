/** Mean luma below and above these is worth a word. */
const VERY_DARK = 0.12;
const DARK = 0.28;
const BRIGHT = 0.62;
const VERY_BRIGHT = 0.78;

/** How light the picture is, when that is worth saying. Whether it is day or night nobody can tell from that. */
export function lightWord(meanLuma: number): string {
  return meanLuma < DARK ? 'dark' : meanLuma > BRIGHT ? 'bright' : '';
}

export function lightWords(meanLuma: number): string {
  const isExtreme = meanLuma < VERY_DARK || meanLuma > VERY_BRIGHT;
  return isExtreme ? `very ${lightWord(meanLuma)}` : lightWord(meanLuma);
}
