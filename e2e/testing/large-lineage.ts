import { unknownNode, type LineageAnswer, type LineageEdge, type LineageNode } from '../../dax/contract/lineage.ts'

const blank = { ...unknownNode, run: 'run/1' }

/** A lineage of coadds as the service tells it, of about `count` things: raws and 20 flats → calibration → warps → coadds. The first coadd is the root. */
export function largeLineage(count: number): LineageAnswer {
  const nodes: LineageNode[] = []
  const edges: LineageEdge[] = []
  const entity = (id: string, type: string, more: Partial<LineageNode> = {}): void =>
    void nodes.push({ ...blank, id, kind: 'entity', type, name: id, produced: true, ...more })
  const activity = (id: string, type: string, more: Partial<LineageNode> = {}): void =>
    void nodes.push({ ...blank, id, kind: 'activity', type, name: id, status: 'SUCCESSFUL', attempts: 1, ...more })
  const used = (from: string, to: string): void => void edges.push({ from, to, kind: 'used', role: null, state: 'actual' })
  const made = (from: string, to: string): void => void edges.push({ from, to, kind: 'wasGeneratedBy', role: null, state: null })
  for (let f = 0; f < 20; f++) entity(`flat-${f}`, 'flat')
  const visits = Math.floor((count - 20) / 6.05)
  const coadds = Math.max(1, Math.floor(visits / 40))
  for (let c = 0; c < coadds; c++) {
    activity(`assemble-${c}`, 'assembleCoadd', { patch: c })
    entity(`coadd-${c}`, 'deepCoadd', { patch: c })
    made(`coadd-${c}`, `assemble-${c}`)
  }
  for (let i = 0; i < visits; i++) {
    const id = { visit: String(2026031900000 + i), detector: i % 189, start: 60000 + i / 1000 }
    entity(`raw-${i}`, 'raw', id)
    activity(`calibrate-${i}`, 'calibrateImage', i % 50 === 3 ? { ...id, status: 'FAILED' } : id)
    entity(`visit-image-${i}`, 'visit_image', id)
    activity(`make-warp-${i}`, 'makeWarp', id)
    entity(`warp-${i}`, 'deepCoadd_warp', id)
    entity(`log-${i}`, 'calibrateImage_log', id)
    used(`calibrate-${i}`, `raw-${i}`)
    for (let k = 0; k < 3; k++) used(`calibrate-${i}`, `flat-${(i * 7 + k * 5) % 20}`)
    made(`visit-image-${i}`, `calibrate-${i}`)
    made(`log-${i}`, `calibrate-${i}`)
    used(`make-warp-${i}`, `visit-image-${i}`)
    made(`warp-${i}`, `make-warp-${i}`)
    used(`assemble-${i % coadds}`, `warp-${i}`)
    if (i % 3 === 0) used(`assemble-${(i + 1) % coadds}`, `warp-${i}`)
  }
  return { nodes, edges, truncated: false, roots: ['coadd-0'] }
}
