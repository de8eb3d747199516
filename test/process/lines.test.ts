import assert from 'node:assert/strict';
import { LineReader } from '../../lib/process/lines.ts';

/** What is read of output that arrives in these pieces. */
function linesOf(pieces: (string | Buffer)[]): { whole: string[]; begun: string[] } {
  const whole: string[] = [];
  const begun: string[] = [];
  const reader = new LineReader((line, isWhole) => (isWhole ? whole : begun).push(line));
  for (const piece of pieces) {
    reader.write(Buffer.from(piece));
  }
  reader.end();
  return { whole, begun };
}

describe('lines of a program', () => {
  it('stay whole wherever the borders of its output are, also within a character', () => {
    const text = 'srv load_model: Größe 4 GB\nready\n';
    const bytes = Buffer.from(text);
    for (let border = 0; border <= bytes.length; border++) {
      const { whole } = linesOf([bytes.subarray(0, border), bytes.subarray(border)]);
      assert.deepEqual(whole, text.trim().split('\n'), `border at ${border}`);
    }
  });

  it('end with a carriage return too, are plain text, and the last may lack its end', () => {
    const { whole } = linesOf(['\r\u001b[32m10%|#', '##\r20%|', '\n\n\tlast']);
    assert.deepEqual(whole, ['10%|###', '20%|', 'last']);
  });

  it('are told of before their end, and take no memory without one', () => {
    const { whole, begun } = linesOf(['loading .', '.', ...Array(100).fill('x'.repeat(1000))]);
    assert.deepEqual(begun.slice(0, 2), ['loading .', 'loading ..']);
    assert.equal(whole[0]?.length, 4096);
  });
});
