import { strict as assert } from 'node:assert';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { AnswerInvalidError } from '../lib/engines/errors.ts';
import { ModelServerUnauthorizedError } from '../lib/engines/openai/errors.ts';
import { InternalError, isClipFailure, toErrorJson, VlogDescribeError } from '../lib/errors.ts';
import { ClipUnreadableError, NoVideoError } from '../lib/media/errors.ts';
import { StateFileError } from '../lib/protocol/errors.ts';
import { ClipMissingError, RecordNotWrittenError } from '../lib/record/errors.ts';
import { compiled } from './support/compiled-package.ts';

const LIB = fileURLToPath(new URL('../lib/', import.meta.url));

const travelled = (error: unknown): VlogDescribeError =>
  VlogDescribeError.fromJSON(JSON.parse(JSON.stringify(toErrorJson(error))));

/** All classes of errors in `lib`. */
function allClasses(): (typeof VlogDescribeError)[] {
  const require = createRequire(import.meta.url);
  return readdirSync(LIB, { recursive: true, encoding: 'utf8' })
    .filter((name) => /^errors\.[jt]s$/.test(basename(name)))
    .flatMap((name): unknown[] => Object.values(require(join(LIB, name))))
    .filter(
      (value): value is typeof VlogDescribeError =>
        typeof value === 'function' && Object.hasOwn(value, 'code') && value !== VlogDescribeError,
    );
}

describe('an error', () => {
  it('of a full disk advises about the disk, and about nothing else', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    for (const { message } of [
      new StateFileError('daemon_pid_file', 'status/daemon.pid', full),
      new RecordNotWrittenError('a.json', full),
    ]) {
      assert.match(message, /no space left on device.*[Ff]ree some space/);
      assert.doesNotMatch(message, /Remove it|another path/);
    }
  });

  it('has a code that no other class has', () => {
    const codes = allClasses().map(({ code }) => code);

    assert(codes.length > 40, String(codes.length));
    assert.deepEqual(codes, [...new Set(codes)]);
  });

  it('is the same after it has travelled between processes', () => {
    const error = new ClipUnreadableError('a.mp4', 'it is cut off');
    const arrived = travelled(error);

    assert.deepEqual(arrived.toJSON(), error.toJSON());
    assert.deepEqual(arrived.toJSON(), {
      code: 'CLIP_UNREADABLE',
      scope: 'clip',
      status: 422,
      message: 'a.mp4: not a readable video (it is cut off).',
    });
  });

  it('is still of its class then, and of no other', () => {
    const arrived = travelled(new ClipMissingError('a.mp4'));

    assert(arrived instanceof ClipMissingError);
    assert(arrived instanceof VlogDescribeError);
    assert(!(arrived instanceof NoVideoError));
    assert(!(new Error('no') instanceof VlogDescribeError));
    assert(!((new NoVideoError('a.mp4') as Error) instanceof ClipMissingError));
  });

  it('keeps a scope of its own when the same class has both', () => {
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
    const long = Object.assign(new Error('too long'), { code: 'ENAMETOOLONG' });

    assert.equal(travelled(new RecordNotWrittenError('a.json', full)).scope, 'run');
    assert.equal(travelled(new RecordNotWrittenError('a.json', long)).scope, 'clip');
  });

  it('that nobody expected travels with its stack, which no other does', () => {
    const bug = new TypeError('x is not a function');
    const arrived = travelled(bug);

    assert.equal(arrived.code, 'INTERNAL');
    assert.equal(arrived.stack, bug.stack);
    assert.equal(toErrorJson(new NoVideoError('a.mp4')).stack, undefined);
  });

  it('that nobody expected names the clip and the log, and is no fault of the clip', () => {
    const { message } = new InternalError('a.mp4', 'logs/daemon.log', new TypeError('secret'));

    assert.match(message, /^a\.mp4: .*internal error.*logs\/daemon\.log/);
    assert.doesNotMatch(message, /secret/);
  });

  it('tells whose failure it is: a bad answer is the clip’s, a refused key the run’s', () => {
    assert(isClipFailure(new AnswerInvalidError('a.mp4', 3, 'no JSON')));
    assert(!isClipFailure(new ModelServerUnauthorizedError('http://h/v1', 401, 'KEY')));
    assert(!isClipFailure(new Error('no')));
    assert(!isClipFailure(undefined));
  });

  it('of another installed copy of the package is recognised', async () => {
    const other = await import(`${pathToFileURL(compiled('errors')).href}?copy`);
    const theirs = new NoVideoError('a.mp4');

    assert.notEqual(other.VlogDescribeError, VlogDescribeError);
    assert(other.isClipFailure(theirs));
    assert(theirs instanceof other.VlogDescribeError);
    assert(!other.isClipFailure(new ModelServerUnauthorizedError('http://h/v1', 401, 'KEY')));
  });
});
