import type { LifetimeKind } from '../protocol/messages.ts';

/**
 * Decides when an unused daemon ends. It is used while somebody holds a lease (an open
 * connection, or the channel of the process that started it) and while a request is under way.
 */
export class Lifetime {
  readonly #keepAliveMs: number;
  readonly #isBusy: () => boolean;
  readonly #end: (reason: string) => void;
  readonly #leases = new Set<symbol>();
  #timer: NodeJS.Timeout | undefined;
  #kind: LifetimeKind;

  constructor(options: {
    kind: LifetimeKind;
    keepAliveSeconds: number;
    isBusy: () => boolean;
    end: (reason: string) => void;
  }) {
    this.#kind = options.kind;
    this.#keepAliveMs = options.keepAliveSeconds * 1000;
    this.#isBusy = options.isBusy;
    this.#end = options.end;
  }

  get kind(): LifetimeKind {
    return this.#kind;
  }

  /** How many leases hold the daemon. */
  get leases(): number {
    return this.#leases.size;
  }

  /** Holds the daemon. The function that is returned releases it, and may be called twice. */
  lease(): () => void {
    const lease = Symbol('lease');
    this.#leases.add(lease);
    clearTimeout(this.#timer);
    return () => {
      if (this.#leases.delete(lease)) {
        this.check();
      }
    };
  }

  /** From now on it needs no lease. */
  persist(): void {
    this.#kind = 'persistent';
    clearTimeout(this.#timer);
  }

  /** To be called when a use has ended; begins the time that an unused daemon is kept. */
  check(): void {
    clearTimeout(this.#timer);
    if (!this.#isUsed()) {
      this.#timer = setTimeout(() => {
        if (!this.#isUsed()) {
          this.#end('it is no longer used');
        }
      }, this.#keepAliveMs);
    }
  }

  #isUsed(): boolean {
    return this.#kind === 'persistent' || this.#leases.size > 0 || this.#isBusy();
  }
}
