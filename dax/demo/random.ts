/** Hash of a few whole numbers (taken modulo 2^32) to an unsigned 32-bit number: the seed of everything in the demo survey. */
export function hash(...parts: readonly number[]): number {
  let h = 0x9e3779b9
  for (const part of parts) {
    // the part beyond 32 bits counts too: visit numbers have 41 bits
    h = scramble(h ^ (part >>> 0))
    h = scramble(h ^ (Math.floor(part / 4294967296) >>> 0) ^ 0x85ebca6b)
  }
  return h >>> 0
}

function scramble(x: number): number {
  let h = x
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d)
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b)
  return (h ^ (h >>> 16)) >>> 0
}

/** The seed of the demo survey as it is shipped: same seed, same bytes. */
export const demoSeed = 20260316

/** A seeded sequence (sfc32): the same for the same seed on every machine. */
export class Random {
  private a: number
  private b: number
  private c: number
  private d = 1
  constructor(...seed: readonly number[]) {
    this.a = hash(...seed)
    this.b = hash(this.a, 1)
    this.c = hash(this.b, 2)
    for (let i = 0; i < 8; i++) this.bits()
  }

  /** 32 random bits. */
  bits(): number {
    const t = (((this.a + this.b) | 0) + this.d) | 0
    this.d = (this.d + 1) | 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) | 0
    this.c = ((this.c << 21) | (this.c >>> 11)) + t
    return t >>> 0
  }

  /** Uniform in [0, 1). */
  next(): number {
    return this.bits() / 4294967296
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next()
  }

  /** Normal with mean 0 and standard deviation 1, cut at 4.2 (one of 65,536 quantiles). */
  normal(): number {
    return normalQuantiles[this.bits() >>> 16]!
  }

  /** Poisson count: exact below 30, normal above. */
  poisson(mean: number): number {
    if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()))
    const limit = Math.exp(-mean)
    let count = 0
    for (let product = this.next(); product > limit; product *= this.next()) count++
    return count
  }
}

/** Quantiles of the normal distribution at (k + ½) / 65536: pixel noise is one look-up. Acklam's rational approximation, |error| < 1.2e-9 relative. */
export const normalQuantiles: Float32Array = Float32Array.from({ length: 65536 }, (_, k) => normalQuantile((k + 0.5) / 65536))

function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p)
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p))
    return (
      (((((-7.784894002430293e-3 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q + 4.374664141464968) * q +
        2.938163982698783) /
      ((((7.784695709041462e-3 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1)
    )
  }
  const q = p - 0.5
  const r = q * q
  return (
    ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r - 30.66479806614716) * r +
      2.506628277459239) *
      q) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r - 13.28068155288572) * r + 1)
  )
}
