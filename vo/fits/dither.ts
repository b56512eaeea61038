/** How reals were made whole before compression: real = zero + scale · whole (± dither), after ZQUANTIZ of the standard. */
export type Quantization = 'NO_DITHER' | 'SUBTRACTIVE_DITHER_1' | 'SUBTRACTIVE_DITHER_2'

const randomCount = 10_000
/** With SUBTRACTIVE_DITHER_2, this whole number stands for exactly 0. */
const exactZero = -2_147_483_646

/** The 10,000 random numbers in [0, 1) that the standard prescribes (Park & Miller, seed 1). */
export function ditherSequence(): Float64Array {
  const values = new Float64Array(randomCount)
  let seed = 1
  for (let i = 0; i < randomCount; i++) {
    seed = (16_807 * seed) % 2_147_483_647
    values[i] = seed / 2_147_483_647
  }
  return values
}

/** Reals of one tile. `tile` is its 0-based row, `seed` ZDITHER0 (1…10000), `blank` the whole number that stands for no value (NaN). */
export function dequantize(
  whole: ArrayLike<number>,
  scale: number,
  zero: number,
  blank: number | null,
  method: Quantization,
  tile: number,
  seed: number,
  random: Float64Array,
): Float64Array {
  const out = new Float64Array(whole.length)
  if (method === 'NO_DITHER') {
    for (let i = 0; i < out.length; i++) out[i] = whole[i] === blank ? NaN : whole[i]! * scale + zero
    return out
  }
  let row = (((tile + seed - 1) % randomCount) + randomCount) % randomCount
  let next = Math.floor(random[row]! * 500)
  for (let i = 0; i < out.length; i++) {
    const value = whole[i]!
    if (value === blank) out[i] = NaN
    else if (method === 'SUBTRACTIVE_DITHER_2' && value === exactZero) out[i] = 0
    else out[i] = (value - random[next]! + 0.5) * scale + zero
    next++
    if (next === randomCount) {
      row = (row + 1) % randomCount
      next = Math.floor(random[row]! * 500)
    }
  }
  return out
}
