/** Interleaved 8-bit RGB, rows from the top. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly rgb: Uint8Array
}

const block = 4

/**
 * Brightens the Tycho map for the screen. Its Milky Way fills only the lowest 40 of 255 levels, so that any plain stretch shows steps and JPEG
 * blocks: the diffuse light is taken from means of 4 × 4 pixels, smoothed (finer than one level), stretched and coloured; the stars are put
 * back on top at about twice their brightness.
 */
export function stretchSky(source: Picture): Picture {
  const { width, height, rgb } = source
  const w = width / block
  const h = height / block
  const glow = smooth(smooth(blockMeans(source, w, h), w, h), w, h)
  const out = new Uint8Array(rgb.length)
  for (let y = 0, p = 0; y < height; y++) {
    const gy = Math.max(0, Math.min(h - 1.001, (y + 0.5) / block - 0.5))
    const y0 = Math.floor(gy)
    const fy = gy - y0
    for (let x = 0; x < width; x++, p += 3) {
      const gx = (x + 0.5) / block - 0.5 + w
      const x0 = Math.floor(gx)
      const fx = gx - x0
      const a = y0 * w + (x0 % w)
      const b = y0 * w + ((x0 + 1) % w)
      const level = (glow[a]! * (1 - fx) + glow[b]! * fx) * (1 - fy) + (glow[a + w]! * (1 - fx) + glow[b + w]! * fx) * fy
      const colour = Math.min(ramp.length / 3 - 1, Math.floor(level * 64)) * 3
      for (let c = 0; c < 3; c++) out[p + c] = Math.min(255, ramp[colour + c]! + 1.9 * Math.max(0, rgb[p + c]! - level - 2))
    }
  }
  return { width, height, rgb: out }
}

/**
 * Colour of the diffuse light, level by level (steps of 1/64): blue-black at the poles, cool grey in the outer Milky Way, warm in the bulge.
 * The source's own diffuse colour is lost to its JPEG chroma steps.
 */
const ramp = Float32Array.from({ length: 64 * 44 * 3 }, (_, k) => {
  const level = Math.floor(k / 3) / 64
  const t = 1 - Math.exp(-((Math.max(0, level - 1.2) / 22) ** 1.35))
  const [dark, bright, bend] = (
    [
      [6, 218, 1.12],
      [8, 198, 1.06],
      [14, 178, 0.92],
    ] as const
  )[(k % 3) as 0 | 1 | 2]
  return dark + (bright - dark) * t ** bend
})

function blockMeans({ width, rgb }: Picture, w: number, h: number): Float32Array {
  const out = new Float32Array(w * h)
  // Star light must not brighten its block: levels are clipped at 44, a little above the brightest diffuse light.
  for (let y = 0, p = 0; y < h * block; y++)
    for (let x = 0; x < width; x++, p += 3) {
      const at = (y >> 2) * w + (x >> 2)
      out[at] = out[at]! + Math.min(44, (rgb[p]! + rgb[p + 1]! + rgb[p + 2]!) / 3) / (block * block)
    }
  return out
}

/** 5-tap binomial smoothing in both directions; columns wrap. */
function smooth(source: Float32Array, w: number, h: number): Float32Array {
  const taps = [1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16]
  const across = new Float32Array(source.length)
  const out = new Float32Array(source.length)
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) for (let t = 0; t < 5; t++) across[y * w + x] = across[y * w + x]! + taps[t]! * source[y * w + ((x + t - 2 + w) % w)]!
  for (let y = 0; y < h; y++)
    for (let t = 0; t < 5; t++) {
      const s = Math.max(0, Math.min(h - 1, y + t - 2)) * w
      for (let x = 0; x < w; x++) out[y * w + x] = out[y * w + x]! + taps[t]! * across[s + x]!
    }
  return out
}
