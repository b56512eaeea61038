/** A window on a line: [from, to), in any unit. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** The window zoomed by `factor` (> 1 = closer) about a point that stays where it is; never narrower than `least` nor wider than `whole`, and within it. */
export function zoomed(span: Span, factor: number, about: number, whole: Span, least: number): Span {
  const width = Math.min(whole.to - whole.from, Math.max(least, (span.to - span.from) / factor))
  const share = span.to === span.from ? 0.5 : (about - span.from) / (span.to - span.from)
  return within({ from: about - share * width, to: about + (1 - share) * width }, whole)
}

/** The window moved, within `whole`. */
export function moved(span: Span, by: number, whole: Span): Span {
  return within({ from: span.from + by, to: span.to + by }, whole)
}

/** The window pushed into `whole` without changing its width, unless it is wider. */
export function within(span: Span, whole: Span): Span {
  const width = span.to - span.from
  if (width >= whole.to - whole.from) return whole
  if (span.from < whole.from) return { from: whole.from, to: whole.from + width }
  return span.to > whole.to ? { from: whole.to - width, to: whole.to } : span
}
