/**
 * Clips come from anywhere, and a file of a few KB can claim anything. These bound the memory and
 * the time that one clip may cost.
 */

/** In px per frame, before decoding: 8K UHD (7680×4320), the largest any camera records. */
export const MAX_PIXELS = 7680 * 4320;

/** Most decoded frames: 2.3 h at 60 fps. The rest of the clip is ignored. */
export const MAX_FRAMES = 500_000;

/** In s. Nobody sees less, and timestamps count in ms. */
export const MIN_DURATION_SECONDS = 0.001;

/** In s. Times beyond a day are damage, not a preview clip. */
export const MAX_DURATION_SECONDS = 24 * 3600;

/**
 * Read errors in a row before the rest of a file is given up. After damage a demuxer finds its way
 * back within a few packets; one that does not would be asked for ever.
 */
export const MAX_READ_ERRORS = 100;

/** In bytes: how far FFmpeg may read to find out what the streams are (its default). */
export const PROBE_SIZE = 5_000_000;
