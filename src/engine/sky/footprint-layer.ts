import { densityLevels } from './density-cells.ts'
import { densityLayer } from './density-layer.ts'
import { bucketOrder, thinAbove } from './footprint-set.ts'
import { glProgram } from './gl-program.ts'
import type { FootprintSet } from './footprint-set.ts'
import { projectGlsl, projections, viewRadius } from './view-model.ts'
import type { ViewModel } from './view-model.ts'
import { cellCenter } from '../../../vo/sky/healpix.ts'
import { toVector } from '../../../vo/sky/sky-pos.ts'

/** Palette index of rows that are not drawn (filtered away). */
export const hidden = 255

/** What is drawn: rings, and per ring an index into the palette. */
export interface FootprintPaint {
  /** Palette index per row of the result. */
  readonly colorOfRow: Uint8Array
  /** Colours, RGBA 0–1 each. */
  readonly palette: readonly (readonly [number, number, number, number])[]
  /** A ring narrower than this on the screen (CSS pixels) is drawn as a square of this width; default: as small as it is. */
  readonly leastPx?: number
}

/**
 * How a view shows its footprints: each as an outline; a sample of outlines above the density of all; or the density alone, where single
 * outlines would be a few pixels.
 */
export type Detail = 'outlines' | 'sample' | 'density'

/** What was drawn: rings in the buckets in view, and how. */
export interface DrawnFootprints {
  readonly rings: number
  readonly detail: Detail
}

/** Draws footprints with WebGL2 on a canvas of its own. Cost follows the screen: buckets outside it are never sent, crowds become density. */
export interface FootprintLayer {
  setFootprints(set: FootprintSet | null): void
  setPaint(paint: FootprintPaint): void
  draw(view: ViewModel, pixelRatio: number): DrawnFootprints
}

/** Outlines smaller than this (radius, CSS pixels) are left to the density in a crowd. */
const leastOutline = 6
/** Edges drawn a frame in a crowd: what software WebGL draws in some 80 ms on two cores. */
const mostEdges = 3 * thinAbove

const textureWidth = 2048

const common = `#version 300 es
precision highp float; precision highp int; precision highp sampler2D; precision highp usampler2D;
uniform sampler2D uVertices; uniform sampler2D uCaps; uniform usampler2D uColors; uniform vec4 uPalette[32];
uniform vec2 uHalf; uniform float uScale; uniform float uRatio; uniform float uFade; uniform float uLeast;
out vec4 vColor;
${projectGlsl}
vec4 vertexAt(int i) { return texelFetch(uVertices, ivec2(i % ${textureWidth}, i / ${textureWidth}), 0); }
vec4 capAt(int i) { return texelFetch(uCaps, ivec2(i % ${textureWidth}, i / ${textureWidth}), 0); }
uint colorAt(int i) { return texelFetch(uColors, ivec2(i % ${textureWidth}, i / ${textureWidth}), 0).r; }
const vec4 nowhere = vec4(2.0, 2.0, 2.0, 1.0);
vec4 place(vec2 p) { return vec4(p * uScale / uHalf, 0.0, 1.0); }
`

const lineShader = `${common}
void main() {
  int e = gl_VertexID >> 1; vec4 a = vertexAt(e), b = vertexAt(e + 1);
  gl_Position = nowhere; vColor = vec4(0.0);
  if (a.w < 0.0) return;
  int ring = int(a.w); uint c = colorAt(ring);
  if (c > 31u || capAt(ring).w * uScale < max(1.5, uLeast * 0.5)) return;
  vec2 pa, pb; float la, lb;
  if (!project(a.xyz, pa, la) || !project(b.xyz, pb, lb) || abs(la - lb) > 3.0) return;
  vColor = uPalette[c]; vColor.a *= uFade;
  gl_Position = place((gl_VertexID & 1) == 0 ? pa : pb);
}`

const pointShader = `${common}
void main() {
  vec4 cap = capAt(gl_VertexID); uint c = colorAt(gl_VertexID);
  gl_Position = nowhere; vColor = vec4(0.0); gl_PointSize = 1.0;
  float r = cap.w * uScale;
  if (c > 31u || r >= max(1.5, uLeast * 0.5)) return;
  vec2 p; float l;
  if (!project(cap.xyz, p, l)) return;
  vColor = uPalette[c]; vColor.a *= uFade;
  gl_PointSize = (cap.w == 0.0 ? 5.0 : max(max(1.0, uLeast), 2.0 * r)) * uRatio;
  gl_Position = place(p);
}`

const fragmentShader = `#version 300 es
precision highp float; in vec4 vColor; out vec4 color;
void main() { color = vec4(vColor.rgb * vColor.a, vColor.a); }`

/** The caller owns the context and the canvas, clears it, and makes a new layer after a lost context. */
export function footprintLayer(gl: WebGL2RenderingContext): FootprintLayer {
  const lines = glProgram(gl, lineShader, fragmentShader)
  const points = glProgram(gl, pointShader, fragmentShader)
  const nothing = gl.createVertexArray()
  const density = densityLayer(gl)
  let hasDensity = false
  let set: FootprintSet | null = null
  let paint: FootprintPaint | null = null
  let smallest = 0
  let largest = 0
  const textures = { vertices: gl.createTexture(), caps: gl.createTexture(), colors: gl.createTexture() }
  const runs: Runs = { first: new Int32Array(0), count: new Int32Array(0), used: 0 }
  const centers = bucketCenters()

  function upload(texture: WebGLTexture, unit: number, data: Float32Array): void {
    const texels = data.length / 4
    const rows = Math.max(1, Math.ceil(texels / textureWidth))
    const limit = gl.getParameter(gl.MAX_TEXTURE_SIZE) as number
    if (rows > limit) throw new Error(`${texels} footprint vertices are more than this graphics device can hold (${limit * textureWidth})`)
    gl.activeTexture(gl.TEXTURE0 + unit)
    gl.bindTexture(gl.TEXTURE_2D, texture)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST)
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA32F, textureWidth, rows)
    const whole = Math.floor(texels / textureWidth)
    if (whole > 0) gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, textureWidth, whole, gl.RGBA, gl.FLOAT, data)
    const rest = texels - whole * textureWidth
    if (rest > 0) gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, whole, rest, 1, gl.RGBA, gl.FLOAT, data, whole * textureWidth * 4)
  }

  function uploadColors(): void {
    if (set === null || paint === null) return
    const rows = Math.max(1, Math.ceil(set.rings / textureWidth))
    const bytes = new Uint8Array(rows * textureWidth).fill(hidden)
    for (let i = 0; i < set.rings; i++) bytes[i] = paint.colorOfRow[set.row[i]!] ?? hidden
    gl.activeTexture(gl.TEXTURE2)
    gl.bindTexture(gl.TEXTURE_2D, textures.colors)
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST)
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8UI, textureWidth, rows, 0, gl.RED_INTEGER, gl.UNSIGNED_BYTE, bytes)
  }

  function uniforms(p: WebGLProgram, view: ViewModel, ratio: number, fade: number): void {
    gl.useProgram(p)
    const at = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(p, name)
    gl.uniform1i(at('uVertices'), 0)
    gl.uniform1i(at('uCaps'), 1)
    gl.uniform1i(at('uColors'), 2)
    gl.uniformMatrix3fv(at('uCamera'), false, [...view.right, ...view.up, ...view.forward])
    gl.uniform1i(at('uProjection'), projections[view.projection])
    gl.uniform2f(at('uHalf'), view.width / 2, view.height / 2)
    gl.uniform1f(at('uScale'), view.scale)
    gl.uniform1f(at('uRatio'), ratio)
    gl.uniform1f(at('uFade'), fade)
    gl.uniform1f(at('uLeast'), paint?.leastPx ?? 0)
    const flat = new Float32Array(32 * 4)
    paint?.palette.slice(0, 32).forEach((c, i) => flat.set(c, 4 * i))
    gl.uniform4fv(at('uPalette'), flat)
  }

  return {
    setFootprints(next) {
      set = next
      if (set === null) return
      gl.deleteTexture(textures.vertices)
      gl.deleteTexture(textures.caps)
      textures.vertices = gl.createTexture()
      textures.caps = gl.createTexture()
      upload(textures.vertices, 0, numbered(set))
      upload(textures.caps, 1, set.caps)
      smallest = Infinity
      largest = 0
      for (let i = 3; i < set.caps.length; i += 4) {
        smallest = Math.min(smallest, set.caps[i]!)
        largest = Math.max(largest, set.caps[i]!)
      }
      const cells = 12 * 4 ** bucketOrder
      runs.first = new Int32Array(cells)
      runs.count = new Int32Array(cells)
      hasDensity = false
      density.set([])
      uploadColors()
    },
    setPaint(next) {
      const recolor = paint?.colorOfRow !== next.colorOfRow
      if (recolor || paint?.palette !== next.palette) {
        hasDensity = false
        density.set([])
      }
      paint = next
      if (recolor) uploadColors()
    },
    draw(view, ratio) {
      if (set === null || paint === null || set.rings === 0) return { rings: 0, detail: 'outlines' }
      const isInView = viewOf(view, largest, centers)
      const { rings } = gather(set, isInView, runs)
      if (rings <= thinAbove) {
        drawRuns(set, view, ratio, fadeOf(rings, largest, view))
        return { rings, detail: 'outlines' }
      }
      const { colorOfRow, palette } = paint
      const { row } = set
      if (!hasDensity) {
        density.set(densityLevels(set, (ring) => colorOfRow[row[ring]!] ?? hidden, palette))
        hasDensity = true
      }
      const sample = gatherSample(set, isInView, leastOutline / view.scale, runs)
      density.draw(view, isInView, sample === 0 ? 1 : 0.6)
      if (sample > 0) drawRuns(set, view, ratio, fadeOf(sample, largest, view))
      return { rings, detail: sample > 0 ? 'sample' : 'density' }
    },
  }

  /** Points and outlines of the gathered runs. */
  function drawRuns(shown: FootprintSet, view: ViewModel, ratio: number, fade: number): void {
    gl.bindVertexArray(nothing)
    gl.enable(gl.BLEND)
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
    gl.activeTexture(gl.TEXTURE0)
    gl.bindTexture(gl.TEXTURE_2D, textures.vertices)
    gl.activeTexture(gl.TEXTURE1)
    gl.bindTexture(gl.TEXTURE_2D, textures.caps)
    gl.activeTexture(gl.TEXTURE2)
    gl.bindTexture(gl.TEXTURE_2D, textures.colors)
    const asPoint = Math.max(1.5, (paint?.leastPx ?? 0) / 2)
    if (smallest * view.scale < asPoint) {
      uniforms(points, view, ratio, fade)
      for (let i = 0; i < runs.used; i++) gl.drawArrays(gl.POINTS, runs.first[i]!, runs.count[i]!)
    }
    if (largest * view.scale >= asPoint) {
      uniforms(lines, view, ratio, fade)
      for (let i = 0; i < runs.used; i++) {
        const from = shown.start[runs.first[i]!]!
        const to = shown.start[runs.first[i]! + runs.count[i]!]!
        gl.drawArrays(gl.LINES, 2 * from, 2 * (to - from))
      }
    }
  }
}

/** Opacity that keeps the map readable: each pixel is crossed by so many outlines that single ones must grow faint. */
function fadeOf(rings: number, capRadius: number, view: ViewModel): number {
  const outline = Math.min(6 * capRadius * view.scale, 4 * Math.hypot(view.width, view.height))
  const crossings = (rings * outline) / (view.width * view.height)
  return Math.min(1, Math.max(0.03, 1.5 / (1 + 1.5 * crossings)))
}

/** Vertices with the ring's number as fourth float; −1 on a ring's last vertex, whose edge would lead into the next ring. */
function numbered(set: FootprintSet): Float32Array {
  for (let k = 0; k < set.rings; k++) {
    const last = set.start[k + 1]! - 1
    for (let v = set.start[k]!; v < last; v++) set.vertices[4 * v + 3] = k
    set.vertices[4 * last + 3] = -1
  }
  return set.vertices
}

function bucketCenters(): Float64Array {
  const cells = 12 * 4 ** bucketOrder
  const out = new Float64Array(3 * cells)
  for (let b = 0; b < cells; b++) out.set(toVector(cellCenter(bucketOrder, b)), 3 * b)
  return out
}

/** Half diagonal of a bucket's cell at most, rad. */
const bucketRadius = 1.2 / 2 ** bucketOrder

/** Contiguous runs of rings; the first `used` of the arrays hold. */
interface Runs {
  first: Int32Array
  count: Int32Array
  used: number
}

/** Tells whether a bucket may be in view. */
function viewOf(view: ViewModel, largest: number, centers: Float64Array): (bucket: number) => boolean {
  const limit = Math.cos(Math.min(Math.PI, viewRadius(view) + bucketRadius + largest))
  const [x, y, z] = view.forward
  return (b) => centers[3 * b]! * x + centers[3 * b + 1]! * y + centers[3 * b + 2]! * z >= limit
}

/** All rings of the buckets in view, as runs. */
function gather(set: FootprintSet, isInView: (bucket: number) => boolean, out: Runs): { readonly rings: number } {
  let rings = 0
  let open = false
  out.used = 0
  for (let b = 0; b < set.buckets.length - 1; b++) {
    const from = set.buckets[b]!
    const count = set.buckets[b + 1]! - from
    if (count === 0) continue
    if (!isInView(b)) {
      open = false
      continue
    }
    rings += count
    if (open) out.count[out.used - 1]! += count
    else {
      out.first[out.used] = from
      out.count[out.used] = count
      out.used += 1
      open = true
    }
  }
  return { rings }
}

/**
 * The first rings of each bucket in view: those of at least `leastRadius` (rad), and of all buckets together no more edges than a frame has time
 * for. Buckets with few keep all. Returns the number of rings.
 */
function gatherSample(set: FootprintSet, isInView: (bucket: number) => boolean, leastRadius: number, out: Runs): number {
  out.used = 0
  for (let b = 0; b < set.buckets.length - 1; b++) {
    const [from, to] = [set.buckets[b]!, set.buckets[b + 1]!]
    if (from === to || !isInView(b)) continue
    // radii fall by powers of two: the first class that reaches below the least ends the run
    let [low, high] = [from, to]
    while (low < high) {
      const middle = (low + high) >> 1
      if (2 * set.caps[4 * middle + 3]! > leastRadius) low = middle + 1
      else high = middle
    }
    if (low === from) continue
    out.first[out.used] = from
    out.count[out.used] = low - from
    out.used += 1
  }
  const edges = set.start[set.rings]! / set.rings
  const cap = fairShare(out.count.subarray(0, out.used), Math.floor(mostEdges / edges))
  let rings = 0
  for (let i = 0; i < out.used; i++) {
    out.count[i] = Math.min(out.count[i]!, cap)
    rings += out.count[i]!
  }
  return rings
}

/** The largest share with which Σ min(count, share) stays within the budget; at least 1. */
export function fairShare(counts: Int32Array, budget: number): number {
  const sorted = counts.slice().sort()
  let left = budget
  for (let i = 0; i < sorted.length; i++) {
    const share = left / (sorted.length - i)
    if (sorted[i]! > share) return Math.max(1, Math.floor(share))
    left -= sorted[i]!
  }
  return sorted.at(-1) ?? 1
}
