import assert from 'node:assert/strict';
import { VideoDescription } from '../../lib/record/schema.ts';
import { snakeCase } from '../../lib/record/short-name.ts';

describe('a short name', () => {
  for (const [text, name] of [
    ['Walking through the Old Town', 'walking_through_the_old_town'],
    ["It's  5 o’clock -- somewhere!", 'its_5_oclock_somewhere'],
    ['../../etc/passwd', 'etc_passwd'],
    ['Été à Zürich', 'été_à_zürich'],
    ['東京 散歩', '東京_散歩'],
    ['हिन्दी में गाँव', 'हिन्दी_में_गाँव'],
    ['コーヒー タイム', 'コーヒー_タイム'],
    ['', 'clip'],
    ['!?', 'clip'],
  ] as const) {
    it(`of ${JSON.stringify(text)} is ${name}`, () => {
      assert.equal(snakeCase(text), name);
    });
  }

  it('is cut between words, at 60 characters', () => {
    assert.equal(snakeCase('wonderful '.repeat(20)), 'wonderful_'.repeat(6).slice(0, -1));
    assert.equal(snakeCase('x'.repeat(99)), 'x'.repeat(60));
  });

  it('always keeps the contract of the record', () => {
    const contract = VideoDescription.shape.video_description_short;
    // Every script, letters that change in lower case, marks, emoji, control characters.
    for (let code = 1; code < 0x20000; code += 7) {
      const text = `${String.fromCodePoint(code)}a ${String.fromCodePoint(code + 3)}`;
      const { success } = contract.safeParse(snakeCase(text));

      assert.ok(success, `U+${code.toString(16)}: ${snakeCase(text)}`);
    }
  });
});
