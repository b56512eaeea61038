import type { Span } from './time-window.ts'

/** Rows of a drawing from top to bottom, CSS px: `y` where one begins, `h` how high it is (0 = there is no room for it). */
export interface Strip {
  readonly y: number
  readonly h: number
}

/** How a drawing along time is divided: names at the left, and what lies right of `left` along the time. */
export interface LanesFrame {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly axis: Strip
  readonly visits: Strip
  readonly latency: Strip
  readonly lanes: Strip
  readonly overview: Strip
}

export function lanesFrame(width: number, height: number): LanesFrame {
  const isSmall = height < 420
  const axis = { y: 0, h: 22 }
  const visits = { y: 22, h: 20 }
  const latency = { y: 42, h: isSmall ? 0 : 52 }
  const overview = { y: Math.max(0, height - 20), h: 20 }
  const top = latency.y + latency.h + 4
  return { width, height, left: width < 560 ? 46 : 72, axis, visits, latency, lanes: { y: top, h: Math.max(0, overview.y - 2 - top) }, overview }
}

/** Where a time (MJD TAI) lies, CSS px. */
export function xOf(frame: { readonly left: number; readonly width: number }, range: Span, t: number): number {
  return frame.left + ((t - range.from) / (range.to - range.from)) * (frame.width - frame.left)
}

/** The time at a place. */
export function timeAt(frame: { readonly left: number; readonly width: number }, range: Span, x: number): number {
  return range.from + ((x - frame.left) / (frame.width - frame.left)) * (range.to - range.from)
}

export function isIn(strip: Strip, y: number): boolean {
  return y >= strip.y && y < strip.y + strip.h
}
