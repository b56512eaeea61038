/** Lower and upper pixel value of a display: black at `low`, white at `high`; low < high. */
export interface Cuts {
  readonly low: number
  readonly high: number
}

/** Finite values of an image, at most `most` of them, picked evenly over rows and columns. Ascending. */
export function sortedSample(data: ArrayLike<number>, most = 20_000): Float64Array {
  const step = Math.max(1, Math.floor(data.length / most))
  // A step that shares a factor with the row length would look at few columns only.
  const stride = step === 1 ? 1 : step % 2 === 0 ? step + 1 : step
  const sample = new Float64Array(Math.ceil(data.length / stride))
  let count = 0
  for (let i = 0; i < data.length; i += stride) {
    const value = data[i]!
    if (Number.isFinite(value)) sample[count++] = value
  }
  return sample.subarray(0, count).sort()
}

/** Cuts at two percentiles (0…100) of the values. Null where there are no values. */
export function percentileCuts(data: ArrayLike<number>, lowPercent: number, highPercent: number): Cuts | null {
  const sample = sortedSample(data)
  if (sample.length === 0) return null
  const at = (percent: number) => sample[Math.min(sample.length - 1, Math.max(0, Math.round((percent / 100) * (sample.length - 1))))]!
  return opened(at(lowPercent), at(highPercent))
}

/**
 * IRAF's zscale, as astropy.visualization.ZScaleInterval has it: a line through the sorted values, outliers rejected, its slope divided by the contrast.
 * Null where there are no values.
 */
export function zscaleCuts(data: ArrayLike<number>, contrast = 0.25, samples = 1000): Cuts | null {
  const sample = zscaleSample(data, samples)
  const n = sample.length
  if (n === 0) return null
  const [min, max] = [sample[0]!, sample[n - 1]!]
  const minimum = Math.max(5, Math.floor(n * 0.5))
  let good = n
  let last = n + 1
  const bad = new Uint8Array(n)
  const grow = Math.max(1, Math.floor(n * 0.01))
  let [slope, intercept] = [0, 0]
  for (let round = 0; round < 5 && good < last && good >= minimum; round++) {
    ;[slope, intercept] = fitLine(sample, bad)
    let [sum, squares, count] = [0, 0, 0]
    for (let i = 0; i < n; i++) {
      if (bad[i] !== 0) continue
      const off = sample[i]! - (intercept + slope * i)
      sum += off
      squares += off * off
      count++
    }
    const sigma = Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2))
    const out = Uint8Array.from(bad)
    for (let i = 0; i < n; i++) if (Math.abs(sample[i]! - (intercept + slope * i)) > 2.5 * sigma) out[i] = 1
    // rejected values take their neighbours with them
    bad.fill(0)
    for (let i = 0; i < n; i++) if (out[i] === 1) bad.fill(1, Math.max(0, i - Math.floor((grow - 1) / 2)), Math.min(n, i + Math.floor(grow / 2) + 1))
    last = good
    good = bad.reduce((sum2, one) => sum2 + (one === 0 ? 1 : 0), 0)
  }
  if (good < minimum) return opened(min, max)
  const center = Math.floor((n - 1) / 2)
  const median = n % 2 === 1 ? sample[center]! : (sample[n / 2 - 1]! + sample[n / 2]!) / 2
  const steep = contrast > 0 ? slope / contrast : slope
  return opened(Math.max(min, median - (center - 1) * steep), Math.min(max, median + (n - center) * steep))
}

function zscaleSample(data: ArrayLike<number>, samples: number): Float64Array {
  const finite = new Float64Array(data.length)
  let count = 0
  for (let i = 0; i < data.length; i++) if (Number.isFinite(data[i])) finite[count++] = data[i]!
  const stride = Math.max(1, Math.trunc(count / samples))
  const out = new Float64Array(Math.min(samples, Math.ceil(count / stride)))
  for (let i = 0; i < out.length; i++) out[i] = finite[i * stride]!
  return out.sort()
}

function fitLine(values: Float64Array, bad: Uint8Array): [slope: number, intercept: number] {
  let [n, sx, sy, sxx, sxy] = [0, 0, 0, 0, 0]
  for (let i = 0; i < values.length; i++) {
    if (bad[i] !== 0) continue
    n++
    sx += i
    sy += values[i]!
    sxx += i * i
    sxy += i * values[i]!
  }
  const det = n * sxx - sx * sx
  const slope = det === 0 ? 0 : (n * sxy - sx * sy) / det
  return [slope, (sy - slope * sx) / n]
}

/** Equal cuts (an image of one value) are opened by the smallest useful step. */
function opened(low: number, high: number): Cuts {
  return high > low ? { low, high } : { low, high: low + Math.max(1e-30, Math.abs(low) * 1e-6) }
}
