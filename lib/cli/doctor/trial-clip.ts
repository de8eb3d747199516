import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';

/** What a model should see in it. */
export const SHOWN = 'a red disc on blue';

/** A red disc on a blue ground: 1 s of H.264 in MP4, 320 × 180 px, deflated. */
const CLIP =
  'fVIPTBNnFH/XUmgEsbCCbCsOEAIDyQIDN5lstCS1bLCJwgZGHUfvCkfvuHJ3dAMJQxkDRNkGGKAgmYAMDFmGfwZE0y' +
  'JjE2YkW4iSyTQ4AcHohsqAodDlSokVnS/37n3vfe+93/vzAYCXhsvRESxNAQiAlwRLh6J6dQilCwsBEMoomtYDAEnp' +
  '0zF4goSTFkaA/x4T8qTXaj0KnksCAIGWY1AtAOzmtBZM4dPZeOzn4zwLF+F/py2qL45xLADIcJLlHkdY81pikZsURq' +
  'AA4EVhq3sPsHBin0UJTsdIZuVGT2C4reeHBIbTKjQTI3HeBymniEwNAEj1lCWpbZm+2PKdDGNwjU0bTtkM6bV8Rt5n' +
  'uVQSAHpZjsVsfE7yS/ufUfCNnwYVgIWf6fEUeZjNAPAmqldHIxi4mW/AS2kYuLXH+qxxejQvLuDXUgAgcihbL+5BwC' +
  'F9MlpY0f/94vw8Hy3RoazOisOzNJVjrGP2619BYDnLClbqEQGI+bOU5VhbO88ylmPVq2wiqwxgOTbXpnIRADILAJ48' +
  'BgC8YGUpy6lpm1XHAkBkNsbxKw6ncIvkydt2nRRGMKhOR9qORkwsvxmxhsFxAEEyhaEcAHIfLzkgeGfJd1tP076pwq' +
  'VNu1ocEn+7eOvUJeeh1wfjXUGgJU5F+iCjNbo109mj4B9INETcdgGPqyFCNG5i85XrD9s3VOWWOZ69daTLu6AssZf5' +
  'AU3YHyWdTrot7ctZW9iboD0eXHV5jJV8MX8od9HlaLbM3ced9hM+MN6RHzqsxAj6zMSQvM18qaPff2hXxO8/m5K+nm' +
  '4aV27Lr8+oa7XTdfY9eMSEksh7i+WhA225W1qv3I0NpberBwdKgxrqxyvC1r72h7GzbcY74Fxc0d7OxXttb5CfBkuO' +
  'SQwS5k7scXKuuDlt8qtj8uIB96spHUX/+JniOyru/tnnvnvEdUKWoXiZvHYhtSh5z5ji7c1/VypFNzMWuK0nw4cjXq' +
  'nbO1OzQ+sw7nxmwRzY94tjY6uRTsPKDaqln7pTQo7EXNOl+uEf+FRvss+S7DSYvlRXFyuTTQ4nhrpilAvSsWbvsMa4' +
  '9cWy2lL7pMbMe3WVBxWz+ib7uctN5krU7q0Wl6MJSpkysrDqQoGxbM55sLvWLt4xOG/fiVrVuYxZzlhjd2P4k9KJ7W' +
  'r7w9Uj6T6Gs66a5Hf9/xWdHxFViEYNiVHteZ8tBjGqGfN1E7UQLvu1YXiqU/yw7bvAHy/u2bHxr7oCRX3XBO3ppnGu' +
  '6Er5tl5UospXZDd8dB4AXpQbPEs2mkEY1gxs5pQrdfD+zp6IA/vtv+HfnNwQNC2vfPVzF95hQxbr8THWDQDr5IYtWy' +
  'U5oTWSaDOAk3jZFJMnyY9tQdaZAdyz/gM=';

/** Calls `use` with a clip in a folder of its own, which is removed afterwards. */
export async function withTestClip<Result>(
  use: (file: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'vlog-describe-doctor-'));
  try {
    const file = join(folder, 'red_disc.mp4');
    writeFileSync(file, inflateRawSync(Buffer.from(CLIP, 'base64')));
    return await use(file);
  } finally {
    // On Windows a file stays for a moment after it was closed.
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
