/**
 * A stand-in for a model server, which needs a graphics card and a large model: a program that speaks
 * OpenAI's chat completions. Like MLX's and vLLM's it listens only once its model is loaded, and prints a
 * progress bar meanwhile. Options make it slow, stubborn, deaf or short-lived.
 */
const { createServer } = require('node:http');
const { parseArgs } = require('node:util');

const { values } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string' },
    model: { type: 'string' },
    /** ms until it listens. */
    'load-ms': { type: 'string', default: '0' },
    /** ms, while it listens and answers 503. */
    'warm-ms': { type: 'string', default: '0' },
    'answer-ms': { type: 'string', default: '0' },
    /** Ends with this code instead of listening. */
    'exit-code': { type: 'string' },
    /** Ends when it is asked about this clip, counted from 1. */
    'die-at': { type: 'string' },
    /** Lists its models, and never again answers for one, from this clip on. */
    'hang-at': { type: 'string' },
    'ignore-sigterm': { type: 'boolean' },
  },
});

console.log(`stand-in with ${values.model} on port ${values.port}, PID ${process.pid}`);
if (values['ignore-sigterm']) {
  process.on('SIGTERM', () => console.log('SIGTERM ignored'));
}
if (values['exit-code'] !== undefined) {
  console.error('CUDA out of memory');
  process.exit(Number(values['exit-code']));
}

const ANSWER = {
  description: 'A clip, as the stand-in sees it.',
  short_name: 'seen_by_the_stand_in',
  primary_shot_type: 'establishing',
  tags: ['wide'],
  rating: 0.8,
  camera_movement: 'still',
  segments: [{ in_seconds: 0, out_seconds: 2 }],
  thumbnail_frame: 0,
};

let clips = 0;
const warmAt = performance.now() + Number(values['load-ms']) + Number(values['warm-ms']);

const server = createServer((request, response) => {
  const answer = (status, body) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  const { LLAMA_API_KEY: key } = process.env;
  if (key && request.headers.authorization !== `Bearer ${key}`) {
    answer(401, { error: { code: 401, message: 'Invalid API Key', type: 'authentication_error' } });
    return;
  }
  if (performance.now() < warmAt) {
    answer(503, { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } });
    return;
  }
  if (request.url === '/v1/models') {
    answer(200, { object: 'list', data: [{ id: values.model, object: 'model' }] });
    return;
  }
  if (request.url === '/props') {
    answer(200, { build_info: 'b1234-stand-in' });
    return;
  }
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    const { model, max_tokens } = JSON.parse(body);
    if (model !== values.model) {
      answer(404, { error: { code: 404, message: `no model ${model}`, type: 'not_found_error' } });
      return;
    }
    // A question for one token is a trial, not a clip.
    clips += max_tokens === 1 ? 0 : 1;
    if (clips === Number(values['die-at'])) {
      process.exit(3);
    }
    if (clips >= Number(values['hang-at'] ?? Number.POSITIVE_INFINITY)) {
      return;
    }
    const content = max_tokens === 1 ? 'Grey' : JSON.stringify(ANSWER);
    setTimeout(() => {
      answer(200, {
        choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
        usage: { prompt_tokens: 100, completion_tokens: 50 },
      });
    }, Number(values['answer-ms']));
  });
});

let percent = 0;
const bar = setInterval(() => {
  percent = Math.min(90, percent + 30);
  process.stderr.write(`\r\u001b[32mFetching files: ${percent}%|###`);
}, 300);
setTimeout(() => {
  clearInterval(bar);
  server.listen(Number(values.port), values.host, () => console.log('listening'));
}, Number(values['load-ms']));
