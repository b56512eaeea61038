import { createRequire } from 'node:module'
import { join } from 'node:path'
import { layoutGraph } from '../src/engine/graph/layout.ts'
import { crossings } from '../src/engine/graph/order.ts'
import { adjacency, type GraphShape } from '../src/engine/graph/graph-shape.ts'
import { surveyGraph } from '../src/engine/graph/testing/graphs.ts'

export const title = 'Layered layout of a lineage graph: ours beside elkjs on the same graph (median ms of 3)'

/** What is used of elkjs: its layered algorithm, in this thread. */
interface Elk {
  layout(graph: unknown): Promise<{ readonly children?: readonly { readonly id: string; readonly x?: number; readonly y?: number }[] }>
}

/** 200 … 2,000 nodes; elkjs stops at 1,000 unless --elk=2000 is given (it takes long). ELKJS_PATH names a folder with node_modules/elkjs. */
export async function run(print: (line: string) => void): Promise<void> {
  const elk = loadElk()
  const most = Number(process.argv.find((a) => a.startsWith('--elk='))?.slice(6) ?? 1000)
  if (elk === null) print('elkjs is not installed: ours alone (npm install --no-save elkjs, or ELKJS_PATH=/folder/with/node_modules)')
  print('nodes  edges      ours  crossings     elkjs  crossings   elkjs/ours')
  for (const count of [200, 500, 1000, 2000]) {
    const shape = surveyGraph(count)
    const n = shape.widths.length
    const times: number[] = []
    let ours = layoutGraph(shape)
    for (let i = 0; i < 3; i++) {
      const began = performance.now()
      ours = layoutGraph(shape)
      times.push(performance.now() - began)
    }
    const mine = median(times)
    const line = `${String(n).padStart(5)} ${String(shape.sources.length).padStart(6)} ${mine.toFixed(0).padStart(9)} ${String(crossed(shape, ours.x, ours.y)).padStart(10)}`
    if (elk === null || n > most * 1.1) {
      print(`${line} ${'—'.padStart(9)} ${'—'.padStart(10)}`)
      continue
    }
    const began = performance.now()
    const { children = [] } = await elk.layout({
      id: 'root',
      layoutOptions: { 'elk.algorithm': 'layered', 'elk.direction': 'RIGHT' },
      children: Array.from({ length: n }, (_, i) => ({ id: String(i), width: 208, height: 44 })),
      edges: Array.from(shape.sources, (a, e) => ({ id: `e${e}`, sources: [String(a)], targets: [String(shape.targets[e])] })),
    })
    const theirs = performance.now() - began
    const [x, y] = [new Float32Array(n), new Float32Array(n)]
    for (const child of children) [x[Number(child.id)], y[Number(child.id)]] = [child.x ?? 0, child.y ?? 0]
    print(`${line} ${theirs.toFixed(0).padStart(9)} ${String(crossed(shape, x, y)).padStart(10)} ${(theirs / mine).toFixed(1).padStart(10)}`)
  }
}

/** Straight edges that cross between boxes of the same pair of columns: one measure for both layouts (edges over several columns are left out). */
function crossed(shape: GraphShape, x: Float32Array, y: Float32Array): number {
  const columns = [...new Set(x)].sort((a, b) => a - b)
  const column = new Map(columns.map((value, i) => [value, i]))
  const layers = columns.map((): number[] => [])
  x.forEach((value, i) => layers[column.get(value)!]!.push(i))
  for (const layer of layers) layer.sort((a, b) => y[a]! - y[b]!)
  const position = new Float64Array(x.length)
  for (const layer of layers) layer.forEach((node, i) => (position[node] = i))
  const near = [...shape.sources.keys()].filter((e) => column.get(x[shape.targets[e]!]!) === column.get(x[shape.sources[e]!]!)! + 1)
  const after = adjacency(
    x.length,
    Uint32Array.from(near, (e) => shape.sources[e]!),
    Uint32Array.from(near, (e) => shape.targets[e]!),
  )
  return crossings(layers, after, position)
}

function loadElk(): Elk | null {
  try {
    const require = createRequire(join(process.env['ELKJS_PATH'] ?? process.cwd(), 'package.json'))
    const Made = require('elkjs') as new () => Elk
    return new Made()
  } catch {
    return null
  }
}

function median(list: readonly number[]): number {
  return [...list].sort((a, b) => a - b)[list.length >> 1] ?? 0
}
