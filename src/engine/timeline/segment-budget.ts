/** How many segments a frame in motion may paint: as many as this machine paints in their share of a frame. */
export interface SegmentBudget {
  most(): number
  /** A frame in motion painted so many, in so many ms. */
  took(segments: number, ms: number): void
}

/** ms: what bars may cost of a frame of 16 ms; the rest of the drawing, the page and the browser have the other three quarters. */
const share = 4
const [least, usual, greatest] = [20_000, 100_000, 400_000]

export function segmentBudget(): SegmentBudget {
  let most = usual
  return {
    most: () => most,
    took(segments, ms) {
      // a few segments tell nothing about many; one frame that was interrupted tells little, so that it halves at most
      if (segments < least / 4) return
      const fitting = (share * segments) / Math.max(0.01, ms)
      most = Math.round(Math.min(greatest, Math.max(least, most / 2, Math.min(2 * most, fitting))))
    },
  }
}
