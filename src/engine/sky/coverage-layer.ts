import { cellCenter, cellVertices } from '../../../vo/sky/healpix.ts'
import { toVector } from '../../../vo/sky/sky-pos.ts'
import { glProgram } from './gl-program.ts'
import type { CoverageCells } from './sky-engine.ts'
import { projectGlsl, projections } from './view-model.ts'
import type { ViewModel } from './view-model.ts'

/** Draws counts per HEALPix cell as a density: the logarithm of the count, from faint to full accent colour. */
export interface CoverageLayer {
  set(cells: CoverageCells | null): void
  draw(view: ViewModel, color: readonly [number, number, number]): void
}

const vertexShader = `#version 300 es
precision highp float;
layout(location=0) in vec3 aAt; layout(location=1) in vec4 aCell;
uniform vec2 uHalf; uniform float uScale; out float vLevel;
${projectGlsl}
void main() {
  gl_Position = vec4(2.0, 2.0, 2.0, 1.0); vLevel = aCell.w;
  vec2 p, q; float l, m;
  if (!project(aAt, p, l) || !project(aCell.xyz, q, m)) return;
  if (abs(l - m) > 3.0) { p = q; }
  gl_Position = vec4(p * uScale / uHalf, 0.0, 1.0);
}`

const fragmentShader = `#version 300 es
precision highp float; in float vLevel; uniform vec3 uColor; out vec4 color;
void main() { float a = 0.10 + 0.55 * vLevel; color = vec4(mix(uColor, vec3(1.0), 0.35 * vLevel * vLevel) * a, a); }`

/** The caller owns the context; blending is premultiplied. */
export function coverageLayer(gl: WebGL2RenderingContext): CoverageLayer {
  const program = glProgram(gl, vertexShader, fragmentShader)
  const array = gl.createVertexArray()
  const buffer = gl.createBuffer()
  let vertices = 0
  return {
    set(cells) {
      const mesh = cells === null ? new Float32Array(0) : meshOf(cells)
      vertices = mesh.length / 7
      gl.bindVertexArray(array)
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer)
      gl.bufferData(gl.ARRAY_BUFFER, mesh, gl.STATIC_DRAW)
      gl.enableVertexAttribArray(0)
      gl.vertexAttribPointer(0, 3, gl.FLOAT, false, 28, 0)
      gl.enableVertexAttribArray(1)
      gl.vertexAttribPointer(1, 4, gl.FLOAT, false, 28, 12)
      gl.bindVertexArray(null)
    },
    draw(view, color) {
      if (vertices === 0) return
      gl.useProgram(program)
      const at = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(program, name)
      gl.uniformMatrix3fv(at('uCamera'), false, [...view.right, ...view.up, ...view.forward])
      gl.uniform1i(at('uProjection'), projections[view.projection])
      gl.uniform2f(at('uHalf'), view.width / 2, view.height / 2)
      gl.uniform1f(at('uScale'), view.scale)
      gl.uniform3f(at('uColor'), ...color)
      gl.enable(gl.BLEND)
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
      gl.bindVertexArray(array)
      gl.drawArrays(gl.TRIANGLES, 0, vertices)
      gl.bindVertexArray(null)
    },
  }
}

/** Two triangles for each of a cell's four children, so that large cells follow their curved edges. 7 floats a vertex. */
function meshOf(cells: CoverageCells): Float32Array {
  let most = 1
  for (const n of cells.counts) most = Math.max(most, n)
  const mesh = new Float32Array(cells.cells.length * 4 * 6 * 7)
  let at = 0
  cells.cells.forEach((cell, i) => {
    const level = Math.log1p(cells.counts[i]!) / Math.log1p(most)
    const center = toVector(cellCenter(cells.order, cell))
    for (let child = 4 * cell; child < 4 * cell + 4; child++) {
      const corners = cellVertices(cells.order + 1, child).map(toVector)
      for (const k of [0, 1, 2, 0, 2, 3]) {
        mesh.set(corners[k]!, at)
        mesh.set(center, at + 3)
        mesh[at + 6] = level
        at += 7
      }
    }
  })
  return mesh
}
