import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GraphLayout, GraphShape } from './graph-shape.ts'
import { layoutGraph } from './layout.ts'
import { shapeOf, surveyGraph } from './testing/graphs.ts'

const anyGraph = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.array(fc.tuple(fc.nat(1000), fc.nat(1000)), { maxLength: 90 })).map(([n, pairs]) =>
  shapeOf(
    n,
    pairs.map(([a, b]) => [a % n, b % n] as const),
  ),
)
const anyDag = fc.tuple(fc.integer({ min: 2, max: 60 }), fc.array(fc.tuple(fc.nat(1000), fc.nat(1000)), { maxLength: 120 })).map(([n, pairs]) =>
  shapeOf(
    n,
    pairs.flatMap(([p, q]) => {
      const [a, b] = [p % n, q % n]
      return a === b ? [] : [[Math.min(a, b), Math.max(a, b)] as const]
    }),
  ),
)

function overlaps(shape: GraphShape, layout: GraphLayout): number {
  const order = [...layout.x.keys()].sort((a, b) => layout.x[a]! - layout.x[b]! || layout.y[a]! - layout.y[b]!)
  let found = 0
  for (let i = 1; i < order.length; i++) {
    const [a, b] = [order[i - 1]!, order[i]!]
    if (layout.x[a] === layout.x[b] && layout.y[a]! + shape.heights[a]! > layout.y[b]! + 1e-2) found += 1
  }
  return found
}

describe('layoutGraph', () => {
  it('lets no boxes overlap, whatever the graph, and keeps them within its size', () => {
    fc.assert(
      fc.property(anyGraph, (shape) => {
        const layout = layoutGraph(shape)
        expect(overlaps(shape, layout)).toBe(0)
        for (let i = 0; i < shape.widths.length; i++) {
          expect(layout.x[i]).toBeGreaterThanOrEqual(0)
          expect(layout.y[i]).toBeGreaterThanOrEqual(-1e-2)
          expect(layout.x[i]! + shape.widths[i]!).toBeLessThanOrEqual(layout.width)
          expect(layout.y[i]! + shape.heights[i]!).toBeLessThanOrEqual(layout.height + 1e-2)
        }
      }),
    )
  })

  it('runs every edge of an acyclic graph from left to right, along a route that never turns back', () => {
    fc.assert(
      fc.property(anyDag, (shape) => {
        const layout = layoutGraph(shape)
        for (let e = 0; e < shape.sources.length; e++) {
          const [a, b] = [shape.sources[e]!, shape.targets[e]!]
          expect(layout.x[a]! + shape.widths[a]!).toBeLessThan(layout.x[b]!)
          const xs = [...layout.route.subarray(2 * layout.routeAt[e]!, 2 * layout.routeAt[e + 1]!)].filter((_, i) => i % 2 === 0)
          expect(xs[0]).toBe(layout.x[a]! + shape.widths[a]!)
          expect(xs.at(-1)).toBe(layout.x[b]!)
          expect([...xs].sort((p, q) => p - q)).toEqual(xs)
        }
      }),
    )
  })

  it('gives the same picture for the same graph', () => {
    fc.assert(
      fc.property(anyGraph, (shape) => {
        expect(layoutGraph(shape)).toEqual(layoutGraph(shape))
      }),
      { numRuns: 30 },
    )
  })

  it('untangles two crossed pairs', () => {
    const layout = layoutGraph(
      shapeOf(6, [
        [0, 3],
        [1, 2],
        [0, 4],
        [1, 4],
        [2, 5],
        [3, 5],
      ]),
    )
    expect(Math.sign(layout.y[0]! - layout.y[1]!)).toBe(Math.sign(layout.y[3]! - layout.y[2]!))
  })

  it('puts a chain on one line', () => {
    const { y } = layoutGraph(
      shapeOf(4, [
        [0, 1],
        [1, 2],
        [2, 3],
      ]),
    )
    expect(new Set(y).size).toBe(1)
  })

  it('puts an input beside what reads it, not at the far left', () => {
    const { ranks } = layoutGraph(
      shapeOf(5, [
        [0, 1],
        [1, 2],
        [2, 3],
        [4, 3],
      ]),
    )
    expect(ranks[4]).toBe(2)
  })

  it('lays 2,000 nodes out in less than a second', () => {
    const shape = surveyGraph(2000)
    expect(shape.widths.length).toBeGreaterThan(1900)
    const began = performance.now()
    const layout = layoutGraph(shape)
    expect(performance.now() - began).toBeLessThan(1000)
    expect(overlaps(shape, layout)).toBe(0)
  })
})
