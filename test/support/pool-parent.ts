/** A process that has a worker analyze a clip, says the worker's PID, and then only waits. */
import { MediaPool } from '../../lib/media/pool.ts';
import { request } from './clip-request.ts';

const pool = new MediaPool(10_000);
pool.read(request(process.argv[2] ?? ''), new AbortController().signal).then(
  () => console.log('done'),
  (error: unknown) => console.log(String(error)),
);
console.log(pool.pids.join());
