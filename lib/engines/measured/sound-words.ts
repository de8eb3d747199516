import type { Measured } from '../../record/schema.ts';

/**
 * In LUFS: speech before a camera is at −30 to −20, broadcasts at −23 (EBU R 128), music as it is published at
 * −14 and above.
 */
const QUIET = -38;
const LOUD = -16;

/** A clip that is silent for this share of it is silent: at its ends the sound may be shorter. */
const ALL_OF_IT = 0.98;

type Facts = Pick<Measured, 'video' | 'sound'>;

/** `without sound`, `with quiet sound`. */
export function soundPhrase(measured: Facts, durationSeconds: number): string {
  if (!measured.video.has_sound) {
    return 'without sound';
  }
  if (isSilent(measured, durationSeconds)) {
    return 'with a silent sound track';
  }
  const { kind } = measured.sound ?? {};
  const like =
    kind && (kind === 'speech-like' ? 'that sounds like speech' : 'that sounds like music');
  return ['with', loudnessWord(measured), 'sound', like].filter((word) => word).join(' ');
}

/** For a name: what stands out. */
export function soundName(measured: Facts, durationSeconds: number): string {
  if (!measured.video.has_sound || isSilent(measured, durationSeconds)) {
    return '';
  }
  const { kind } = measured.sound ?? {};
  return kind ? (kind === 'speech-like' ? 'speech' : 'music') : loudnessWord(measured);
}

function loudnessWord({ sound }: Facts): string {
  const lufs = sound?.loudness_lufs;
  return lufs === undefined ? '' : lufs < QUIET ? 'quiet' : lufs > LOUD ? 'loud' : '';
}

/** Cameras without a microphone write a sound track all the same. */
function isSilent({ sound }: Facts, durationSeconds: number): boolean {
  const silentSeconds = (sound?.silence ?? []).reduce(
    (sum, { start_seconds, end_seconds }) => sum + end_seconds - start_seconds,
    0,
  );
  return silentSeconds > 0 && silentSeconds >= ALL_OF_IT * durationSeconds;
}
