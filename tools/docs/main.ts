import { readFileSync, writeFileSync } from 'node:fs';
import { withExampleRecord } from './example-record.ts';
import { pages } from './pages.ts';

const RECORD_PAGE = 'docs/record.md';

async function main(): Promise<void> {
  // First, since the tables take their examples from it.
  writeFileSync(RECORD_PAGE, await withExampleRecord(readFileSync(RECORD_PAGE, 'utf8')));
  for (const [file, page] of Object.entries(pages)) {
    writeFileSync(file, page(readFileSync(file, 'utf8')));
  }
}

void main();
