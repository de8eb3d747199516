import { readFileSync, writeFileSync } from 'node:fs';
import { pages } from './pages.ts';

for (const [file, page] of Object.entries(pages)) {
  writeFileSync(file, page(readFileSync(file, 'utf8')));
}
