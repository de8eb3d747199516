/** One way to run a server, and what must come of it. */
export type Case = {
  name: string;
  flags: readonly string[];
  /** Without the projector, which makes pictures of use. */
  textOnly?: boolean;
  /** As in `describe.model`, 'left out' to leave it out; else the name that the server lists. */
  model?: string;
  apiKey?: string;
  /** Killed once it has answered about so many clips, and started again soon. */
  killedAfter?: number;
  /** Started so long after gulp, in ms. */
  lateMs?: number;
  /** What the error that ends the run says; without one, every clip gets its record. */
  fails?: RegExp;
};

/** A chat template that fails on a system message, as Gemma's first did. */
const NO_SYSTEM_ROLE = [
  "{% for message in messages %}{% if message['role'] == 'system' %}",
  "{{ raise_exception('System role not supported') }}{% endif %}",
  "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}{% endfor %}",
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
].join('');

export const CASES: readonly Case[] = [
  { name: 'default', flags: [] },
  { name: 'one slot: -np 1', flags: ['-np', '1'] },
  { name: 'four slots and a key: -np 4 --api-key', flags: ['-np', '4'], apiKey: 'not-a-secret' },
  { name: 'little context: -c 2048', flags: ['-c', '2048'] },
  { name: 'little context, one slot', flags: ['-c', '2048', '-np', '1'] },
  { name: 'killed, started again', flags: [], killedAfter: 3 },
  { name: 'started late', flags: [], lateMs: 3000 },
  { name: 'template without a system role', flags: ['--chat-template', NO_SYSTEM_ROLE] },
  { name: 'model left out', flags: [], model: 'left out' },
  { name: 'text only', flags: [], textOnly: true, fails: /The model tiny at .* sees no pictures/ },
  {
    name: 'wrong name',
    flags: [],
    model: 'nonesuch',
    fails: /has no model nonesuch\. Set describe\.model to one of: tiny/,
  },
];
