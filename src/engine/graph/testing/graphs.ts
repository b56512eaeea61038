import type { GraphShape } from '../graph-shape.ts'

/** Boxes of 176 × 44 and these edges. */
export function shapeOf(count: number, edges: readonly (readonly [number, number])[]): GraphShape {
  return {
    widths: new Float32Array(count).fill(176),
    heights: new Float32Array(count).fill(44),
    sources: Uint32Array.from(edges, ([a]) => a),
    targets: Uint32Array.from(edges, ([, b]) => b),
  }
}

/** A lineage like that of coadds: raws and calibrations → quanta → calibrated → quanta → warps → coadd, of about `count` nodes; the same each time. */
export function surveyGraph(count: number): GraphShape {
  const edges: [number, number][] = []
  let next = 0
  const flats = Array.from({ length: 20 }, () => next++)
  const visits = Math.floor((count - 20) / 6.1)
  const coadds = Array.from({ length: Math.max(1, Math.floor(visits / 40)) }, () => {
    const [quantum, coadd] = [next++, next++]
    edges.push([quantum, coadd])
    return quantum
  })
  for (let i = 0; i < visits; i++) {
    const [raw, calibrate, calexp, warpQuantum, warp, log] = [next++, next++, next++, next++, next++, next++]
    edges.push([raw, calibrate], [calibrate, calexp], [calexp, warpQuantum], [warpQuantum, warp], [calibrate, log])
    for (let k = 0; k < 3; k++) edges.push([flats[(i * 7 + k * 5) % 20]!, calibrate])
    edges.push([warp, coadds[i % coadds.length]!])
    if (i % 3 === 0) edges.push([warp, coadds[(i + 1) % coadds.length]!])
  }
  return shapeOf(next, edges)
}
