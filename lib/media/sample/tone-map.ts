import { AVCOL_TRC_ARIB_STD_B67, AVCOL_TRC_SMPTE2084 } from 'node-av/constants';
import type { Frame } from 'node-av/lib';

/** How light is coded in HDR pictures: by the perceptual quantizer or as hybrid log-gamma (ITU-R BT.2100). */
export type HdrTransfer = 'pq' | 'hlg';

export function hdrTransferOf({ colorTrc }: Frame): HdrTransfer | undefined {
  return colorTrc === AVCOL_TRC_SMPTE2084
    ? 'pq'
    : colorTrc === AVCOL_TRC_ARIB_STD_B67
      ? 'hlg'
      : undefined;
}

/** Samples of the pictures that are mapped have 10 bits, full range. */
const CODES = 1024;

/** In cd/m²: where HDR shows what is white in SDR (ITU-R BT.2408). */
const SDR_WHITE = 203;

/** In cd/m². What a clip says of its own peak is often wrong, and others would then measure otherwise. */
const PEAK = 1000;

/** Relative luminance of red, green and blue (ITU-R BT.2020). */
const LUMINANCE = { r: 0.2627, g: 0.678, b: 0.0593 };

/** Entries of tables that are asked by the square root of light, which spreads them about as the eye does. */
const STEPS = 1024;

/**
 * Makes 8-bit SDR pictures of 10-bit HDR ones: light up to 1000 cd/m² is compressed into that of SDR by the curve
 * of ITU-R BT.2390 (EETF), applied to luminance, and BT.2020's colours that BT.709 lacks are clipped.
 */
export class ToneMap {
  /** From a gray in HDR to the same in SDR. */
  readonly #luma = new Uint8Array(CODES);
  /** From a code to light, 1 at the peak; the scene's in HLG. */
  readonly #light: Float32Array;
  /** By how much light is to be multiplied for SDR, by the luminance of the pixel. */
  readonly #gain = new Float32Array(STEPS);

  constructor(transfer: HdrTransfer) {
    const [toLight, system] =
      transfer === 'pq' ? [(code: number) => pqToNits(code) / PEAK, 1] : [hlgToScene, 1.2];
    this.#light = Float32Array.from({ length: CODES }, (_, i) => toLight(i / (CODES - 1)));
    for (let i = 0; i < STEPS; i++) {
      const light = (Math.max(i, 0.5) / (STEPS - 1)) ** 2;
      // HLG's system gamma (BT.2100 OOTF) makes the screen's light of the scene's.
      this.#gain[i] = compressed(PEAK * light ** system) / SDR_WHITE / light;
    }
    for (const [code, light] of this.#light.entries()) {
      this.#luma[code] = ENCODED[step(light * gainAt(this.#gain, light))] as number;
    }
  }

  /** Maps samples of gray, or of green, blue and red, as planar RGB keeps them. */
  map(from: readonly Uint16Array[], to: readonly Uint8Array[]): void {
    const [fromG, fromB, fromR] = from;
    const [toG, toB, toR] = to;
    if (fromG && toG && fromB && toB && fromR && toR) {
      this.#mapColours(fromR, fromG, fromB, toR, toG, toB);
    } else if (fromG && toG) {
      for (let i = 0; i < fromG.length; i++) {
        toG[i] = this.#luma[fromG[i] as number] as number;
      }
    }
  }

  #mapColours(
    fromR: Uint16Array,
    fromG: Uint16Array,
    fromB: Uint16Array,
    toR: Uint8Array,
    toG: Uint8Array,
    toB: Uint8Array,
  ): void {
    const light = this.#light;
    for (let i = 0; i < fromR.length; i++) {
      let r = light[fromR[i] as number] as number;
      let g = light[fromG[i] as number] as number;
      let b = light[fromB[i] as number] as number;
      const gain = gainAt(this.#gain, LUMINANCE.r * r + LUMINANCE.g * g + LUMINANCE.b * b);
      r *= gain;
      g *= gain;
      b *= gain;
      // From the primaries of BT.2020 to those of BT.709 (ITU-R BT.2087).
      toR[i] = ENCODED[step(1.6605 * r - 0.5876 * g - 0.0728 * b)] as number;
      toG[i] = ENCODED[step(-0.1246 * r + 1.1329 * g - 0.0083 * b)] as number;
      toB[i] = ENCODED[step(-0.0182 * r - 0.1006 * g + 1.1187 * b)] as number;
    }
  }
}

function gainAt(gain: Float32Array, light: number): number {
  return gain[step(light)] as number;
}

/** Light beyond 0 and 1 is clipped. */
function step(light: number): number {
  return light <= 0 ? 0 : light >= 1 ? STEPS - 1 : Math.round(Math.sqrt(light) * (STEPS - 1));
}

/** What SDR codes light as, 1 for white: the inverse of ITU-R BT.1886. */
const ENCODED = Uint8Array.from({ length: STEPS }, (_, i) =>
  Math.round(255 * ((i / (STEPS - 1)) ** 2) ** (1 / 2.4)),
);

// SMPTE ST 2084.
const M1 = 2610 / 16384;
const M2 = (128 * 2523) / 4096;
const C1 = 3424 / 4096;
const C2 = (32 * 2413) / 4096;
const C3 = (32 * 2392) / 4096;

function pqToNits(code: number): number {
  const power = code ** (1 / M2);
  return 10_000 * (Math.max(0, power - C1) / (C2 - C3 * power)) ** (1 / M1);
}

function nitsToPq(nits: number): number {
  const power = (nits / 10_000) ** M1;
  return ((C1 + C2 * power) / (1 + C3 * power)) ** M2;
}

/** ARIB STD-B67: the inverse of its OETF. */
function hlgToScene(code: number): number {
  const [a, b, c] = [0.17883277, 0.28466892, 0.55991073];
  return code <= 0.5 ? code ** 2 / 3 : (Math.exp((code - c) / a) + b) / 12;
}

/** Light of an HDR picture as an SDR screen can show it, in cd/m²: BT.2390's EETF, a Hermite spline above its knee. */
function compressed(nits: number): number {
  const white = nitsToPq(PEAK);
  const most = nitsToPq(SDR_WHITE) / white;
  const knee = 1.5 * most - 0.5;
  const code = Math.min(1, nitsToPq(nits) / white);
  if (code < knee) {
    return nits;
  }
  const t = (code - knee) / (1 - knee);
  const spline =
    (2 * t ** 3 - 3 * t ** 2 + 1) * knee +
    (t ** 3 - 2 * t ** 2 + t) * (1 - knee) +
    (-2 * t ** 3 + 3 * t ** 2) * most;
  return pqToNits(spline * white);
}
