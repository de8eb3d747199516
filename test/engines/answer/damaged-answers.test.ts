import assert from 'node:assert/strict';
import type { Words } from '../../../lib/engines/engine.ts';
import { AnswerInvalidError } from '../../../lib/engines/errors.ts';
import { OpenAiEngine } from '../../../lib/engines/openai/engine.ts';
import { VideoDescription } from '../../../lib/record/schema.ts';
import { seededRandom } from '../../../tools/example-clips/random.ts';
import { type AnalyzedClip, analyzeExample } from '../../support/analyzed-clip.ts';
import { damaged } from '../../support/damage.ts';
import { completion, ModelServer, properWords, recorded } from '../../support/model-server.ts';
import { options, settingsFor } from '../../support/openai.ts';
import { answerOf } from '../../support/schema-answer.ts';

const never = new AbortController().signal;

describe('the records of a model', () => {
  let clip: AnalyzedClip;
  before(async () => {
    clip = await analyzeExample('old_town_walk', [], 2);
  });

  /** Has a clip described many times by a server that answers so; counts records and failures. */
  const describeWith = async (
    clips: number,
    answer: (count: number, format: unknown) => string,
  ): Promise<{ records: number; failures: number }> => {
    const server = await ModelServer.start({
      answer: ({ format }, count) => completion(answer(count, format)),
    });
    const engine = new OpenAiEngine(settingsFor(server), () => {});
    try {
      await engine.load(() => {}, never);
      const tally = { records: 0, failures: 0 };
      for (let n = 0; n < clips; n++) {
        const words = await wordsOrFailure(engine, clip);
        if (words === undefined) {
          tally.failures++;
        } else {
          // What reaches the disk is what comes back from JSON.
          const json = JSON.stringify(clip.record(words));
          assert.equal(VideoDescription.safeParse(JSON.parse(json)).error, undefined, json);
          tally.records++;
        }
      }
      return tally;
    } finally {
      await engine.close();
      await server.kill();
    }
  };

  it('are whole, or there is an error with a code, for 1,000 randomly damaged answers', async () => {
    const random = seededRandom(5);
    const { records, failures } = await describeWith(1000, () => damaged(properWords(), random));

    assert.equal(records + failures, 1000);
    // Three tries repair most; some damage is beyond repair.
    assert.ok(records > 900, `${records} records`);
  });

  it('are valid, all of them, when the server honours the schema and the values are nonsense', async () => {
    const random = seededRandom(6);
    const answer = (_: number, format: unknown) => answerOf(format, random);

    assert.deepEqual(await describeWith(200, answer), { records: 200, failures: 0 });
  });

  it('are valid, all of them, when the server ignores the schema and the model adds text, fences and unknown values', async () => {
    const habits = [
      (json: string) => `\`\`\`json\n${json}\n\`\`\``,
      (json: string) => `Here is the description you asked for:\n\n${json}\n\nLet me know!`,
      (json: string) => json.replace(/}$/, ',\n}').replaceAll('"', '\u201d'),
      (json: string) => json.replace('0.8', '"80%"').replace('0.5', '"00:01"'),
      (json: string) => json.replace('"dynamic"', '"Dynamic"').replace('"wide"', '"Wide Shot"'),
      (json: string) => json.slice(0, -2),
    ];
    const answer = (count: number) =>
      habits[count % habits.length]?.(JSON.stringify(properWords())) ?? '';

    assert.deepEqual(await describeWith(200, answer), { records: 200, failures: 0 });
  });

  it('are valid when they are made of what llama-server was recorded to answer', async () => {
    const server = await ModelServer.start({
      answer: (_, count) => recorded(`answer ${((count - 1) % 4) + 1}`),
    });
    const engine = new OpenAiEngine(settingsFor(server), () => {});
    try {
      await engine.load(() => {}, never);
      const record = clip.record(await engine.describe(clip.view, options()));

      assert.equal(record.primary_shot_type, 'insert');
      assert.match(record.video_description_long, /^V-9S tcHj1T5M0/);
      // 82E125 and -3 were asked for again; 0 it was.
      assert.equal(record.rating, 0);
      assert.equal(record.camera_movement, record.measured?.camera.movement);
      assert.equal(record.model_said?.camera_movement, 'moving forward');
      assert.equal(server.asked.length, 3);
    } finally {
      await engine.close();
      await server.kill();
    }
  });
});

/** `undefined` for an answer that cannot be used; any other failure is the test's. */
async function wordsOrFailure(
  engine: OpenAiEngine,
  clip: AnalyzedClip,
): Promise<Words | undefined> {
  try {
    return await engine.describe(clip.view, options());
  } catch (error) {
    assert.ok(error instanceof AnswerInvalidError, String(error));
    assert.equal(error.code, 'ANSWER_INVALID');
    return undefined;
  }
}
