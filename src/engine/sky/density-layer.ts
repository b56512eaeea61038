import type { DensityLevel } from './density-cells.ts'
import { glProgram } from './gl-program.ts'
import { projectGlsl, projections } from './view-model.ts'
import type { ViewModel } from './view-model.ts'

/** Draws how thickly footprints lie: HEALPix cells some pixels wide, so that the cost follows the screen. */
export interface DensityLayer {
  /** Finest first; an empty list draws nothing. */
  set(levels: readonly DensityLevel[]): void
  /** `isInView` tells whether a bucket may be seen; `strength` (0–1) fades all. */
  draw(view: ViewModel, isInView: (bucket: number) => boolean, strength: number): void
}

/** Least width of a cell on the screen, CSS pixels: 1200 × 800 pixels hold some 40,000. */
const leastCell = 5

/** Corners of a cell from its number: the sphere of a face's unit square, as in the HEALPix paper (Górski et al. 2005, section 5). */
const vertexShader = `#version 300 es
precision highp float; precision highp int;
layout(location=0) in uint aCell; layout(location=1) in vec4 aColor;
uniform vec2 uHalf; uniform float uScale; uniform uint uOrder; uniform float uStrength; out vec4 vColor;
${projectGlsl}
uint squeezed(uint v) {
  v &= 0x55555555u; v = (v | (v >> 1)) & 0x33333333u; v = (v | (v >> 2)) & 0x0f0f0f0fu; v = (v | (v >> 4)) & 0x00ff00ffu;
  return (v | (v >> 8)) & 0x0000ffffu;
}
vec3 onSphere(uint face, float x, float y) {
  float jrll = float(2u + face / 4u);
  float jpll = face < 4u ? float(2u * face + 1u) : face < 8u ? float(2u * (face - 4u)) : float(2u * (face - 8u) + 1u);
  float jr = jrll - x - y; float nr = 1.0; float z; float s;
  if (jr < 1.0) { nr = jr; float t = nr * nr / 3.0; z = 1.0 - t; s = sqrt(t * (2.0 - t)); }
  else if (jr > 3.0) { nr = 4.0 - jr; float t = nr * nr / 3.0; z = t - 1.0; s = sqrt(t * (2.0 - t)); }
  else { z = (2.0 - jr) * 2.0 / 3.0; s = sqrt(1.0 - z * z); }
  float phi = nr < 1e-7 ? 0.0 : 0.78539816340 * (jpll * nr + x - y) / nr;
  return vec3(s * cos(phi), s * sin(phi), z);
}
void main() {
  gl_Position = vec4(2.0, 2.0, 2.0, 1.0); vColor = vec4(0.0);
  if (aColor.a == 0.0) return;
  uint within = aCell & ((1u << (2u * uOrder)) - 1u); uint face = aCell >> (2u * uOrder);
  float side = 1.0 / float(1u << uOrder);
  vec2 at = vec2(float(squeezed(within)), float(squeezed(within >> 1)));
  int k = gl_VertexID % 6;
  vec2 corner = vec2(k == 1 || k == 3 || k == 4 ? 1.0 : 0.0, k == 2 || k == 4 || k == 5 ? 1.0 : 0.0);
  vec2 xy = (at + corner) * side, middle = (at + 0.5) * side;
  vec2 p, q; float l, m;
  if (!project(onSphere(face, xy.x, xy.y), p, l) || !project(onSphere(face, middle.x, middle.y), q, m)) return;
  if (abs(l - m) > 3.0) p = q;
  float a = (0.12 + 0.7 * aColor.a) * uStrength;
  vColor = vec4(mix(aColor.rgb, vec3(1.0), 0.3 * aColor.a * aColor.a) * a, a);
  gl_Position = vec4(p * uScale / uHalf, 0.0, 1.0);
}`

const fragmentShader = `#version 300 es
precision mediump float; in vec4 vColor; out vec4 color;
void main() { color = vColor; }`

/** The caller owns the context; blending is premultiplied. */
export function densityLayer(gl: WebGL2RenderingContext): DensityLayer {
  const program = glProgram(gl, vertexShader, fragmentShader)
  const array = gl.createVertexArray()
  let levels: readonly { readonly level: DensityLevel; readonly cells: WebGLBuffer; readonly colors: WebGLBuffer }[] = []

  function bufferOf(data: Uint32Array): WebGLBuffer {
    const buffer = gl.createBuffer()
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer)
    gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW)
    return buffer
  }

  return {
    set(next) {
      for (const { cells, colors } of levels) {
        gl.deleteBuffer(cells)
        gl.deleteBuffer(colors)
      }
      levels = next.map((level) => ({ level, cells: bufferOf(sixfold(level.cells)), colors: bufferOf(sixfold(new Uint32Array(level.rgba.buffer))) }))
    },
    draw(view, isInView, strength) {
      const shown = levels.find(({ level }) => cellWidth(level.order) * view.scale >= leastCell) ?? levels.at(-1)
      if (shown === undefined) return
      const { level, cells, colors } = shown
      gl.useProgram(program)
      const at = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(program, name)
      gl.uniformMatrix3fv(at('uCamera'), false, [...view.right, ...view.up, ...view.forward])
      gl.uniform1i(at('uProjection'), projections[view.projection])
      gl.uniform2f(at('uHalf'), view.width / 2, view.height / 2)
      gl.uniform1f(at('uScale'), view.scale)
      gl.uniform1ui(at('uOrder'), level.order)
      gl.uniform1f(at('uStrength'), strength)
      gl.enable(gl.BLEND)
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
      gl.bindVertexArray(array)
      gl.enableVertexAttribArray(0)
      gl.enableVertexAttribArray(1)
      gl.bindBuffer(gl.ARRAY_BUFFER, cells)
      gl.vertexAttribIPointer(0, 1, gl.UNSIGNED_INT, 0, 0)
      gl.bindBuffer(gl.ARRAY_BUFFER, colors)
      gl.vertexAttribPointer(1, 4, gl.UNSIGNED_BYTE, true, 0, 0)
      const { buckets } = level
      for (let b = 0; b < buckets.length - 1; b++) {
        if (buckets[b + 1] === buckets[b] || !isInView(b)) continue
        const from = buckets[b]!
        // neighbours in number that are seen too go in one call
        while (b < buckets.length - 2 && (buckets[b + 2] === buckets[b + 1] || isInView(b + 1))) b++
        gl.drawArrays(gl.TRIANGLES, 6 * from, 6 * (buckets[b + 1]! - from))
      }
      gl.bindVertexArray(null)
    },
  }
}

/** Each value for the six vertices of its cell: with SwiftShader instances cost a frame 275 ms, plain vertices 100 ms. */
function sixfold(values: Uint32Array): Uint32Array {
  const out = new Uint32Array(6 * values.length)
  for (let i = 0; i < values.length; i++) out.fill(values[i]!, 6 * i, 6 * i + 6)
  return out
}

/** Width of a cell, rad. */
function cellWidth(order: number): number {
  return Math.sqrt((4 * Math.PI) / 12) / 2 ** order
}
