/** How lines are written for whoever reads them. */
export type Style = {
  /** Width to wrap at; `undefined` in a file or a pipe, where a line is a line. */
  columns: number | undefined;
  colour: boolean;
  /** Whether letters beyond ASCII arrive as what they are. */
  unicode: boolean;
};

/** What a line says of its subject. */
export type Mark = 'ok' | 'note' | 'wrong';

const SIGNS: Record<Mark, { unicode: string; ascii: string; colour: number }> = {
  ok: { unicode: '✓', ascii: 'ok', colour: 32 },
  note: { unicode: '-', ascii: '-', colour: 33 },
  wrong: { unicode: '✗', ascii: 'X', colour: 31 },
};

/** Where fewer columns are left beside the name, the text stands below it. */
const FEWEST_COLUMNS = 28;

export function styleOf(stream: NodeJS.WriteStream): Style {
  return {
    // Terminals without a size (script, expect, ssh -tt) have 0 columns.
    columns: stream.isTTY && stream.columns > 0 ? stream.columns : undefined,
    // It heeds NO_COLOR, and TERM=dumb.
    colour: Boolean(stream.isTTY) && stream.hasColors(),
    unicode: showsUnicode(Boolean(stream.isTTY)),
  };
}

/** A POSIX locale says so; on Windows only newer terminals do, and pipes have the code page of the console. */
function showsUnicode(isTerminal: boolean): boolean {
  const { WT_SESSION, TERM_PROGRAM, TERM, LC_ALL, LC_CTYPE, LANG } = process.env;
  if (process.platform === 'win32') {
    return isTerminal && (WT_SESSION ?? TERM_PROGRAM) !== undefined;
  }
  const locale = LC_ALL || LC_CTYPE || LANG || '';
  // The Linux console has few glyphs. macOS knows no other encoding.
  return TERM !== 'linux' && (process.platform === 'darwin' || /utf-?8/i.test(locale));
}

/** A name and what there is to say of it; lines after the first are indented. */
export function entry(
  { mark, name, text }: { mark?: Mark; name: string; text: string },
  nameWidth: number,
  style: Style,
): string {
  const sign = mark === undefined ? '' : `${signOf(mark, style)} `;
  const signWidth = mark === undefined ? 0 : (style.unicode ? 1 : 2) + 1;
  const readable = style.unicode ? text : toAscii(text);
  const margin = signWidth + nameWidth + 2;
  if (style.columns !== undefined && style.columns - margin < FEWEST_COLUMNS) {
    const lines = wrapped(readable, style.columns - 2);
    return [`${sign}${name}`, ...lines.map((line) => `  ${line}`)].join('\n');
  }
  const lines = wrapped(readable, style.columns && style.columns - margin);
  return `${sign}${name.padEnd(nameWidth)}  ${lines.join(`\n${' '.repeat(margin)}`)}`;
}

function signOf(mark: Mark, { unicode, colour }: Style): string {
  const sign = SIGNS[mark];
  const text = unicode ? sign.unicode : sign.ascii.padEnd(2);
  return colour ? `\u001b[${sign.colour}m${text}\u001b[39m` : text;
}

/** Lines of at most so many characters, broken at spaces; a longer word has its own. */
export function wrapped(text: string, columns: number | undefined): string[] {
  const lines = text.split('\n');
  return columns === undefined ? lines : lines.flatMap((line) => wrapLine(line, columns));
}

function wrapLine(line: string, columns: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (current !== '' && longer.length > columns) {
      lines.push(current);
      current = word;
    } else {
      current = longer;
    }
  }
  return [...lines, current];
}

const ASCII: Record<string, string> = { '…': '...', '×': 'x', '–': '-', '—': '-', '→': '->' };

/** The punctuation of messages in ASCII; names of files stay as they are. */
function toAscii(text: string): string {
  return text
    .replace(/[…×–—→]/g, (character) => ASCII[character] ?? character)
    .replace(/[“”„]/g, '"')
    .replace(/[‘’]/g, "'");
}
