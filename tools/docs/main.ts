import { readFileSync, writeFileSync } from 'node:fs';
import { pages } from './pages.ts';

for (const [name, page] of Object.entries(pages)) {
  const file = `docs/${name}`;
  writeFileSync(file, page(readFileSync(file, 'utf8')));
}
