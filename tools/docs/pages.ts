import { z } from 'zod';
import { configKeys } from '../../lib/config/keys.ts';
import { openApiDocument } from '../../lib/daemon/http/openapi.ts';
import { SCHEMA_ID, VideoDescription } from '../../lib/record/schema.ts';
import { recordTables } from './record.ts';
import { roomsSection } from './rooms.ts';

/**
 * The files that are made from schemas and imports, whole or in part. Each gets its text as it is;
 * `npm run docs` writes what it returns.
 */
export const pages: Record<string, (text: string) => string> = {
  'docs/configuration.md': configurationPage,
  'docs/http.md': httpPage,
  'docs/design.md': (text) => withSection(text, 'rooms', roomsSection()),
  'docs/record.md': (text) =>
    Object.entries(recordTables(text)).reduce(
      (page, [name, table]) => withSection(page, name, table),
      text,
    ),
  'schema.json': recordSchema,
};

/** The text with what stands between `<!-- name -->` and `<!-- /name -->` replaced. */
function withSection(text: string, name: string, contents: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [before, after] = [text.indexOf(start), text.indexOf(end)];
  if (before === -1 || after === -1) {
    throw new Error(`no ${start} … ${end}`);
  }
  return `${text.slice(0, before)}${start}\n\n${contents}\n\n${text.slice(after)}`;
}

const MADE = '<!-- Made from the schemas by `npm run docs`. -->';

/** For programs that read records. `io: 'input'`: fields of other programs may stand beside ours. */
function recordSchema(): string {
  const { $schema, ...schema } = z.toJSONSchema(VideoDescription, { io: 'input' });
  const title = 'The record that gulp-vlog-describe writes next to a clip';
  return `${JSON.stringify({ $schema, $id: SCHEMA_ID, title, ...schema }, null, 2)}\n`;
}

function configurationPage(): string {
  const rows = configKeys().map(({ path, default: value, expected, purpose }) => {
    const shown = value === undefined ? '' : `\`${String(value)}\``;
    return `| \`${path.join('.')}\` | ${shown} | ${expected} | ${purpose} |`;
  });
  return page(
    '# Configuration',
    MADE,
    'The keys of `config.yaml`, which every plugin and `holdDaemon()` take as options as well. Paths\nare relative to the working directory. Keys of other tools pass, with a warning when one looks like a typo. An unknown key\nunder `describe`, one that starts with `daemon_`, and any on the command line (`--config describe.fps=2`) is an\nerror that names the nearest known one. YAML’s merge keys (`<<`) work. `npx gulp-vlog-describe init` writes a file with all of them, commented.',
    ['| key | default | a value is | what for |', '|---|---|---|---|', ...rows].join('\n'),
  );
}

type Operation = {
  summary: string;
  responses: Record<string, { description: string }>;
};

function httpPage(): string {
  const { paths } = openApiDocument() as { paths: Record<string, Record<string, Operation>> };
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { summary, responses }]) =>
      page(
        `## ${method.toUpperCase()} ${path}`,
        summary,
        [
          '| status | |',
          '|---|---|',
          ...Object.entries(responses).map(([status, r]) => `| ${status} | ${r.description} |`),
        ].join('\n'),
      ).trimEnd(),
    ),
  );
  return page(
    '# HTTP',
    MADE,
    'What any program can ask of the daemon. The fields of requests and answers are in the OpenAPI\ndocument that the daemon serves at `/openapi.json`. Errors are `{"detail": "…",\n"code": "…", "scope": "clip"}`; scope `run` says that every other clip would fail as well. 503 comes with\n`Retry-After`.',
    ...routes,
  );
}

function page(...parts: string[]): string {
  return `${parts.join('\n\n')}\n`;
}
