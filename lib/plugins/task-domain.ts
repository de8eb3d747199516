import { AsyncResource } from 'node:async_hooks';
import type { Domain } from 'node:domain';

/**
 * gulp runs each task in a domain of Node's. Node keeps the domain of every promise that is made in one, and
 * with it the promise, until a full garbage collection: some kB for each clip, however short its promises
 * live.
 *
 * @returns what runs something outside the domain, and what runs something in it again, so that gulp still
 *   hears of what other plugins throw
 */
export function taskDomain(): {
  outside: (run: () => void) => void;
  inside: (run: () => void) => void;
} {
  // Remembers the domain in which it is made.
  const resource = new AsyncResource('gulp-vlog-describe');
  return {
    outside: (run) => {
      const entered: Domain[] = [];
      for (let domain = active(); domain; domain = active()) {
        entered.unshift(domain);
        // One that was only assigned to process.domain can be exited only once it is entered.
        domain.enter();
        domain.exit();
        domain.exit();
      }
      try {
        run();
      } finally {
        for (const domain of entered) {
          domain.enter();
        }
      }
    },
    inside: (run) => resource.runInAsyncScope(run),
  };
}

/** The innermost; one may have been entered more than once. */
function active(): Domain | null | undefined {
  return (process as { domain?: Domain | null }).domain;
}
