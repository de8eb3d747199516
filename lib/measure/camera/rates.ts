import type { PathSummary } from './path-summary.ts';

/** What a camera does, per s. */
export type Rates = {
  /** % of the frame's width, and % growth. */
  speed: number;
  zoom: number;
  /** Around the steady path: RMS speed in % of the width, and RMS distance in % of the width. */
  shake: number;
  sway: number;
  /** In degrees, clockwise. */
  turn: number;
  /** Net movement, growth and turn as a share of all of it: 1 is always one way. */
  straightness: number;
  steadiness: number;
  constancy: number;
};

export function ratesOf(whole: PathSummary): Rates {
  const { seconds, netX, netY, length, netGrowth, growth, netTurn, turn, shake, sway } = whole;
  const perSecond = (amount: number): number => (seconds > 0 ? amount / seconds : 0);
  const shareOf = (net: number, all: number): number => (all > 0 ? Math.abs(net) / all : 0);
  const net = Math.hypot(netX, netY);
  return {
    speed: perSecond(net),
    zoom: 100 * Math.expm1(perSecond(netGrowth)),
    shake: Math.sqrt(perSecond(shake)),
    sway: Math.sqrt(perSecond(sway)),
    turn: (perSecond(netTurn) * 180) / Math.PI,
    straightness: shareOf(net, length),
    steadiness: shareOf(netGrowth, growth),
    constancy: shareOf(netTurn, turn),
  };
}
