/**
 * Called often by code that blocks the event loop for long. Now and then it lets messages in, reports that
 * the worker is alive, and throws when the order was cancelled.
 */
export type Checkpoint = () => Promise<void>;
