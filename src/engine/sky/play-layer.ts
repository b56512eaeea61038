import { glProgram } from './gl-program.ts'
import { appeared, packLevel, seenThings, wordsOfThing } from './play-scene.ts'
import type { PlayScene } from './play-scene.ts'
import { projectGlsl, projections, viewRadius } from './view-model.ts'
import type { ViewModel } from './view-model.ts'

/** How the things of a scene look: colours (RGBA 0–1) and patterns by palette index, at most 16: colour is never alone. */
export interface PlayPaint {
  readonly palette: readonly (readonly [number, number, number, number])[]
  readonly patterns: readonly PlayPattern[]
}

const patternNumber = { solid: 0, up: 1, down: 2, cross: 3, dots: 4, outline: 5 } as const
export type PlayPattern = keyof typeof patternNumber

/** The moment shown (s), and how long (s) what has just appeared stands out. */
export interface PlayMoment {
  readonly seconds: number
  readonly trail: number
}

/** Draws what has appeared so far. Pointings and shapes are uploaded once; what a moment shows is three words a thing. */
export interface PlayLayer {
  setScene(scene: PlayScene | null, paint: PlayPaint): void
  /** Returns how many quadrilaterals were sent. */
  draw(view: ViewModel, pixelRatio: number, moment: PlayMoment): number
}

/** A detector that is less wide on the screen (CSS px) is drawn with its raft. */
const leastPart = 4
/** rad: width of a detector of LSSTCam. */
const partWidth = 0.0039
/** rad: from the boresight to the camera's farthest corner. */
const cameraRadius = 0.04

const textureWidth = 2048

const vertexShader = `#version 300 es
precision highp float; precision highp int; precision highp sampler2D;
layout(location=0) in uvec3 aThing;
uniform sampler2D uFrames; uniform sampler2D uShapes; uniform vec4 uPalette[16]; uniform int uPattern[16];
uniform vec2 uHalf; uniform float uScale; uniform vec2 uMoment;
out vec4 vColor; out vec2 vCorner; flat out int vPattern; flat out float vFresh; flat out vec2 vSize;
${projectGlsl}
vec4 frameAt(uint i) { return texelFetch(uFrames, ivec2(int(i) % ${textureWidth}, int(i) / ${textureWidth}), 0); }
vec2 cornerAt(uint shape, int k) {
  int i = int(shape) * 2 + k / 2; vec4 two = texelFetch(uShapes, ivec2(i % ${textureWidth}, i / ${textureWidth}), 0);
  return (k & 1) == 0 ? two.xy : two.zw;
}
vec3 towards(vec2 xy) { uint f = aThing.x * 3u; return normalize(frameAt(f).xyz + xy.x * frameAt(f + 1u).xyz + xy.y * frameAt(f + 2u).xyz); }
void main() {
  gl_Position = vec4(2.0, 2.0, 2.0, 1.0); vColor = vec4(0.0); vCorner = vec2(0.0); vPattern = 0; vFresh = 0.0; vSize = vec2(0.0);
  uint shape = aThing.y & 0xffffu, tint = min(aThing.y >> 16, 15u);
  int six = gl_VertexID % 6; int k = six < 3 ? six : six == 3 ? 0 : six == 4 ? 2 : 3;
  vec2 a = cornerAt(shape, 0), c = cornerAt(shape, 2);
  vec2 p, q; float l, m;
  if (!project(towards(cornerAt(shape, k)), p, l) || !project(towards(0.5 * (a + c)), q, m) || abs(l - m) > 3.0) return;
  vSize = abs(c - a) * uScale;
  vCorner = vec2(k == 1 || k == 2 ? 1.0 : 0.0, k >= 2 ? 1.0 : 0.0);
  vFresh = clamp(1.0 - (uMoment.x - uintBitsToFloat(aThing.z)) / uMoment.y, 0.0, 1.0);
  vColor = uPalette[tint]; vPattern = uPattern[tint];
  gl_Position = vec4(p * uScale / uHalf, 0.0, 1.0);
}`

const fragmentShader = `#version 300 es
precision highp float; precision highp int;
in vec4 vColor; in vec2 vCorner; flat in int vPattern; flat in float vFresh; flat in vec2 vSize; uniform float uRatio;
out vec4 color;
bool stroke() {
  ivec2 at = ivec2(gl_FragCoord.xy / uRatio / 2.0);
  if (vPattern == 1) return (at.x - at.y + 4000) % 4 < 2;
  if (vPattern == 2) return (at.x + at.y) % 4 < 2;
  if (vPattern == 3) return (at.x + at.y) % 4 == 0 || (at.x - at.y + 4000) % 4 == 0;
  if (vPattern == 4) return at.x % 3 == 0 && at.y % 3 == 0;
  return vPattern == 0;
}
void main() {
  vec2 px = min(vCorner, 1.0 - vCorner) * vSize;
  bool edge = min(px.x, px.y) < 1.0 && min(vSize.x, vSize.y) > 6.0;
  bool told = min(vSize.x, vSize.y) < 12.0 || stroke();
  float a = vColor.a * (edge ? mix(0.55, 1.0, vFresh) : (told ? 1.0 : 0.35) * mix(0.3, 0.85, vFresh));
  vec3 ink = mix(vColor.rgb, vec3(1.0), 0.35 * vFresh * vFresh);
  color = vec4(ink * a, a);
}`

/** The caller owns the context; after a lost one it makes a new layer. */
export function playLayer(gl: WebGL2RenderingContext): PlayLayer {
  const program = glProgram(gl, vertexShader, fragmentShader)
  const place = new Map<string, WebGLUniformLocation | null>()
  const at = (name: string): WebGLUniformLocation | null => {
    if (!place.has(name)) place.set(name, gl.getUniformLocation(program, name))
    return place.get(name) ?? null
  }
  let scene: PlayScene | null = null
  let paint: PlayPaint = { palette: [], patterns: [] }
  let frames: WebGLTexture | null = null
  let shapes: WebGLTexture | null = null
  let packed: { readonly fine: Uint32Array; readonly coarse: Uint32Array; readonly seen: Uint32Array } | null = null
  const vertices = gl.createVertexArray()
  const things = gl.createBuffer()
  gl.bindVertexArray(vertices)
  gl.bindBuffer(gl.ARRAY_BUFFER, things)
  gl.enableVertexAttribArray(0)
  gl.vertexAttribIPointer(0, wordsOfThing, gl.UNSIGNED_INT, 0, 0)
  gl.vertexAttribDivisor(0, 1)
  gl.bindVertexArray(null)

  function drop(): void {
    gl.deleteTexture(frames)
    gl.deleteTexture(shapes)
    packed = null
  }

  return {
    setScene(next, nextPaint) {
      paint = nextPaint
      if (next === scene) return
      drop()
      scene = next
      if (scene === null) return
      frames = texture(gl, scene.frames)
      shapes = texture(gl, scene.shapes)
      packed = { fine: packLevel(scene.fine), coarse: packLevel(scene.coarse), seen: new Uint32Array(wordsOfThing * scene.fine.n) }
      gl.bindBuffer(gl.ARRAY_BUFFER, things)
      gl.bufferData(gl.ARRAY_BUFFER, packed.seen.byteLength, gl.DYNAMIC_DRAW)
    },
    draw(view, ratio, moment) {
      if (scene === null || packed === null) return 0
      const which = view.scale * partWidth < leastPart ? 'coarse' : 'fine'
      const reach = viewRadius(view) + cameraRadius
      const count = seenThings(scene, scene[which], packed[which], appeared(scene[which], moment.seconds), view.forward, reach, packed.seen)
      if (count === 0) return 0
      gl.bindBuffer(gl.ARRAY_BUFFER, things)
      gl.bufferSubData(gl.ARRAY_BUFFER, 0, packed.seen, 0, wordsOfThing * count)
      gl.useProgram(program)
      gl.enable(gl.BLEND)
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
      gl.activeTexture(gl.TEXTURE0)
      gl.bindTexture(gl.TEXTURE_2D, frames)
      gl.activeTexture(gl.TEXTURE1)
      gl.bindTexture(gl.TEXTURE_2D, shapes)
      gl.uniform1i(at('uFrames'), 0)
      gl.uniform1i(at('uShapes'), 1)
      gl.uniformMatrix3fv(at('uCamera'), false, [...view.right, ...view.up, ...view.forward])
      gl.uniform1i(at('uProjection'), projections[view.projection])
      gl.uniform2f(at('uHalf'), view.width / 2, view.height / 2)
      gl.uniform1f(at('uScale'), view.scale)
      gl.uniform1f(at('uRatio'), ratio)
      gl.uniform2f(at('uMoment'), moment.seconds, Math.max(1e-3, moment.trail))
      const flat = new Float32Array(16 * 4)
      paint.palette.slice(0, 16).forEach((c, i) => flat.set(c, 4 * i))
      gl.uniform4fv(at('uPalette'), flat)
      gl.uniform1iv(
        at('uPattern'),
        Int32Array.from({ length: 16 }, (_, i) => patternNumber[paint.patterns[i] ?? 'solid']),
      )
      gl.bindVertexArray(vertices)
      gl.drawArraysInstanced(gl.TRIANGLES, 0, 6, count)
      gl.bindVertexArray(null)
      return count
    },
  }
}

/** Four floats a texel. */
function texture(gl: WebGL2RenderingContext, data: Float32Array): WebGLTexture {
  const made = gl.createTexture()
  const rows = Math.max(1, Math.ceil(data.length / 4 / textureWidth))
  const whole = new Float32Array(4 * textureWidth * rows)
  whole.set(data)
  gl.activeTexture(gl.TEXTURE0)
  gl.bindTexture(gl.TEXTURE_2D, made)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST)
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, textureWidth, rows, 0, gl.RGBA, gl.FLOAT, whole)
  return made
}
