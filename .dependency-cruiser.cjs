// How the rooms of lib/ may import each other; `npm run lint:rooms` holds it. docs/design.md draws it.
const rooms = require('./tools/rooms.json').map(({ room }) => room);

/** A room is a folder of lib/, or a file of that name. */
const within = (names) => `^lib/(${names.join('|')})(/|\\.ts$)`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...rooms.slice(1).map((room, index) => ({
      name: `${room}-imports-downwards`,
      comment: 'A room imports only rooms below it in tools/rooms.json.',
      severity: 'error',
      from: { path: within([room]) },
      to: { path: within(rooms.slice(0, index + 1)) },
    })),
    {
      name: 'no-room-outside-the-list',
      comment: 'A new room gets its place in tools/rooms.json.',
      severity: 'error',
      from: {},
      to: { path: '^lib/', pathNot: within(rooms) },
    },
    {
      name: 'client-not-to-daemon',
      comment: 'They share only protocol/: the daemon is another process.',
      severity: 'error',
      from: { path: within(['client']) },
      to: { path: within(['daemon']) },
    },
    {
      name: 'clips-are-read-in-media-workers',
      comment:
        'What is in a clip or its subtitles must not keep the daemon from answering /health.',
      severity: 'error',
      from: { path: within(['daemon', 'engines', 'prompt']) },
      to: { path: '^lib/subtitles/(?!cue|errors)' },
    },
    {
      name: 'engine-by-its-door',
      comment: 'From outside, an engine is its index.ts, and its errors.ts.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/engines/[^/]+/' },
      to: { path: '^lib/engines/(llama|measured|openai|transformers)/(?!index|errors)' },
    },
    {
      name: 'no-circular',
      comment: 'Imports of types count as well.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'Nothing imports it and it imports nothing: is it still needed?',
      severity: 'error',
      from: { orphan: true },
      to: {},
    },
  ],
  options: {
    // TypeScript 7 has no API to parse with.
    parser: 'swc',
    tsPreCompilationDeps: true,
    includeOnly: '^lib/',
  },
};
