/**
 * A stand-in for the seed's own Python daemon, which needs Apple silicon and a large model. It speaks
 * the same protocol: nothing listens before the model is loaded, `/health` and `/describe` are all it
 * knows, and the record has that daemon's gaps. Options make it slow, stubborn or short-lived.
 */
const { createServer } = require('node:http');
const { existsSync } = require('node:fs');
const { basename, isAbsolute } = require('node:path');
const { parseArgs } = require('node:util');

const { values } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string' },
    model: { type: 'string', default: 'measured' },
    /** ms until it listens. */
    'load-ms': { type: 'string', default: '0' },
    /** ms, while it listens and answers 503; with a percentage that rises so many times. */
    'progress-ms': { type: 'string', default: '0' },
    'progress-steps': { type: 'string', default: '0' },
    'describe-ms': { type: 'string', default: process.env.DESCRIBE_MS ?? '0' },
    /** Answers no clip while this file is there, and not `a.mp4` while `<file>-a.mp4` is. */
    'wait-while': { type: 'string' },
    'ignore-sigterm': { type: 'boolean' },
    /** Ends with this code instead of listening. */
    'exit-code': { type: 'string' },
    /** Says after so many clips that it has no model any more. */
    'lose-model-after': { type: 'string' },
    /** Hangs for good when it is asked for so many clips, until it is started again. */
    'hang-at': { type: 'string' },
    /** Lives on when its parent has ended, as programs do that do not know PARENT_PID. */
    'survive-parent': { type: 'boolean' },
  },
});

if (values['ignore-sigterm']) {
  process.on('SIGTERM', () => console.log('SIGTERM ignored'));
}
console.log(`stand-in with ${values.model}, PID ${process.pid}`);

if (process.env.PARENT_PID && !values['survive-parent']) {
  setInterval(() => {
    try {
      process.kill(Number(process.env.PARENT_PID), 0);
    } catch {
      process.exit(0);
    }
  }, 200);
}

let percent = 0;
let loaded = values['progress-ms'] === '0';
let described = 0;
let asked = 0;

const server = createServer((request, response) => {
  const answer = (status, body) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  // As uvicorn's access log.
  console.log(`INFO: 127.0.0.1 - "${request.method} ${request.url} HTTP/1.1"`);
  const lost = described >= Number(values['lose-model-after'] ?? Number.POSITIVE_INFINITY);
  if (request.url === '/health') {
    const model_loaded = loaded && !lost;
    answer(model_loaded ? 200 : 503, {
      status: model_loaded ? 'healthy' : 'loading',
      model_loaded,
      model_name: values.model,
      ...(!model_loaded && { progress: 'loading weights', percent }),
    });
    return;
  }
  if (request.url !== '/describe' || request.method !== 'POST') {
    answer(404, { detail: 'Not Found' });
    return;
  }
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    const wanted = JSON.parse(body);
    const { filename } = wanted;
    console.log(`asked ${body}`);
    const wrong = wrongIn(wanted);
    if (wrong !== undefined) {
      answer(422, {
        detail: [{ loc: ['body', wrong], msg: 'not as expected', type: 'value_error' }],
      });
      return;
    }
    asked++;
    if (asked === Number(values['hang-at'])) {
      process.kill(process.pid, 'SIGSTOP');
    }
    if (lost) {
      answer(503, { detail: 'Model not loaded' });
      return;
    }
    if (!existsSync(filename)) {
      answer(404, { detail: `File not found: ${filename}` });
      return;
    }
    const describe = () => {
      const hold = values['wait-while'];
      if (hold !== undefined && [hold, `${hold}-${basename(filename)}`].some(existsSync)) {
        setTimeout(describe, 50);
        return;
      }
      described++;
      answer(200, recordOf(filename));
    };
    setTimeout(describe, Number(values['describe-ms']));
  });
});

/** The request as that daemon knows it, and nothing else: a count of pixels, no limit of frames. */
const FIELDS = {
  filename: (value) => typeof value === 'string' && isAbsolute(value),
  fps: (value) => typeof value === 'number' && value > 0,
  max_pixels: (value) => Number.isInteger(value) && value >= 1000,
  max_tokens: (value) => Number.isInteger(value) && value > 0,
  temperature: (value) => typeof value === 'number' && value >= 0,
};

function wrongIn(wanted) {
  const names = new Set([...Object.keys(FIELDS), ...Object.keys(wanted)]);
  return [...names].find((name) => !FIELDS[name]?.(wanted[name]));
}

function recordOf(filename) {
  return {
    filename: basename(filename),
    video_description_long: 'A clip, as the stand-in sees it.',
    video_description_short: 'Seen by the Stand-in!',
    primary_shot_type: 'establishing',
    tags: ['static', 'wide', 'beautiful'],
    classification_time_seconds: 0.1,
    classification_model: values.model,
    video_length_seconds: 6,
    video_timestamp: '2026-01-01T00:00:00',
    video_thumbnail_base64: 'AAAA',
    in_timestamp: '00:00:01.000',
    out_timestamp: '00:00:05.000',
    rating: 0.8,
    segments: null,
    camera_movement: null,
    thumbnail_frame: 0,
  };
}

if (values['exit-code'] !== undefined) {
  console.log('the model does not fit');
  process.exit(Number(values['exit-code']));
}

setTimeout(() => {
  server.listen(Number(values.port), values.host, () => console.log('listening'));
  if (!loaded) {
    const steps = Number(values['progress-steps']);
    const every = Number(values['progress-ms']) / Math.max(1, steps);
    const timer = setInterval(() => {
      percent += Math.round(100 / Math.max(1, steps));
      if (steps > 0 && percent >= 100) {
        loaded = true;
        clearInterval(timer);
      }
    }, every);
  }
}, Number(values['load-ms']));
