/**
 * Called often by long work that blocks the event loop. Now and then it lets messages in, tells
 * the other side that work goes on, and throws when it was called off.
 */
export type Checkpoint = () => Promise<void>;
