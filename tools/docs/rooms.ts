import { readFileSync } from 'node:fs';
import { execaSync } from 'execa';

type Room = { room: string; what: string };
type Cruised = { modules: { source: string; dependencies: { resolved: string }[] }[] };

/** The rooms of lib/ with what each imports, from its source as it is. Runs in the repository's folder. */
export function roomsSection(): string {
  const rooms: Room[] = JSON.parse(readFileSync('tools/rooms.json', 'utf8'));
  const imports = importsByRoom();
  const rows = rooms.map(({ room, what }) => {
    const below = rooms.map((other) => other.room).filter((name) => imports.get(room)?.has(name));
    return `| \`${room}\` | ${what} | ${below.join(', ')} |`;
  });
  return [picture(rooms, imports), table(['room', 'what lives there', 'imports'], rows)].join(
    '\n\n',
  );
}

function importsByRoom(): Map<string, Set<string>> {
  const { stdout } = execaSync('depcruise', ['--output-type', 'json', '--no-progress', 'lib'], {
    preferLocal: true,
    // It exits with the number of violations, which lint:rooms reports.
    reject: false,
  });
  const { modules }: Cruised = JSON.parse(stdout);
  const imports = new Map<string, Set<string>>();
  for (const { source, dependencies } of modules) {
    const room = roomOf(source);
    const others = imports.get(room) ?? new Set();
    for (const { resolved } of dependencies) {
      if (roomOf(resolved) !== room) {
        others.add(roomOf(resolved));
      }
    }
    imports.set(room, others);
  }
  return imports;
}

/** `lib/media/sample/pick.ts` is in `media`, `lib/tasks.ts` in `tasks`. */
function roomOf(file: string): string {
  return /^lib\/([\w-]+)/.exec(file)?.[1] ?? file;
}

/** Without the arrows that follow from two others: with them nobody could follow any. */
function picture(rooms: Room[], imports: Map<string, Set<string>>): string {
  const arrows = rooms.flatMap(({ room }) => {
    const direct = [...(imports.get(room) ?? [])];
    return direct
      .filter((to) => !direct.some((other) => other !== to && reached(imports, other).has(to)))
      .sort()
      .map((to) => `  ${room} --> ${to}`);
  });
  return ['```mermaid', 'flowchart TD', ...arrows, '```'].join('\n');
}

function reached(
  imports: Map<string, Set<string>>,
  from: string,
  seen = new Set<string>(),
): Set<string> {
  for (const next of imports.get(from) ?? []) {
    if (!seen.has(next)) {
      reached(imports, next, seen.add(next));
    }
  }
  return seen;
}

function table(heads: string[], rows: string[]): string {
  return [`| ${heads.join(' | ')} |`, `|${'---|'.repeat(heads.length)}`, ...rows].join('\n');
}
