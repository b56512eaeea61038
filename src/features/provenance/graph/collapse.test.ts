import { describe, expect, it } from 'vitest'
import { unknownNode } from '../../../../dax/contract/lineage.ts'
import type { LineageAnswer, LineageEdge, LineageNode } from '../../../../dax/contract/lineage.ts'
import { collapse } from './collapse.ts'
import { moreOf, nothing, pathBetween, withAnswer } from './lineage-data.ts'

const blank = { ...unknownNode, produced: true }
const entity = (id: string, type: string, more: Partial<LineageNode> = {}): LineageNode => ({ ...blank, id, kind: 'entity', type, ...more })
const activity = (id: string, type: string, more: Partial<LineageNode> = {}): LineageNode => ({
  ...blank,
  id,
  kind: 'activity',
  type,
  produced: null,
  status: 'SUCCESSFUL',
  attempts: 1,
  ...more,
})
const edge = (from: string, to: string, kind: LineageEdge['kind'], state: LineageEdge['state'] = null): LineageEdge => ({
  from,
  to,
  kind,
  role: null,
  state,
})

/** A coadd of 212 visits, of which 3 failed and one was tried twice. */
function coadd(): LineageAnswer {
  const nodes = [entity('coadd', 'deepCoadd'), activity('assemble', 'assembleCoadd'), entity('flat', 'flat')]
  const edges = [edge('coadd', 'assemble', 'wasGeneratedBy')]
  for (let i = 0; i < 212; i++) {
    nodes.push(
      entity(`calexp-${i}`, 'calexp', { visit: String(i), detector: 5, produced: i > 2 }),
      activity(`cal-${i}`, 'calibrate', { visit: String(i), status: i > 2 ? 'SUCCESSFUL' : 'FAILED', attempts: i === 7 ? 2 : 1 }),
    )
    edges.push(
      edge('assemble', `calexp-${i}`, 'used', i > 2 ? 'actual' : 'predicted'),
      edge(`calexp-${i}`, `cal-${i}`, 'wasGeneratedBy'),
      edge(`cal-${i}`, 'flat', 'used', 'actual'),
    )
  }
  return { nodes, edges, truncated: false, roots: ['coadd'] }
}
const data = withAnswer(nothing, coadd())
const none: ReadonlySet<string> = new Set()
const titles = (drawn: ReturnType<typeof collapse>): string[] => drawn.boxes.map((b) => `${b.title} | ${b.detail}`).sort()

describe('collapse', () => {
  it('draws 212 visits as one box, and the three that failed by themselves', () => {
    const drawn = collapse(data, ['coadd'], none, none, false)
    expect(titles(drawn)).toEqual(
      [
        '209 × calexp | 209 visits · det 5',
        '208 × calibrate | 208 visits',
        'assembleCoadd | assemble',
        'calexp | never made · visit 0 · det 5',
        'calexp | never made · visit 1 · det 5',
        'calexp | never made · visit 2 · det 5',
        'calibrate | done after retry · 2 attempts · visit 7',
        'calibrate | failed · visit 0',
        'calibrate | failed · visit 1',
        'calibrate | failed · visit 2',
        'deepCoadd | coadd',
        'flat | flat',
      ]
        .map((t) => (t.startsWith('assemble') ? 'assembleCoadd | assemble' : t))
        .sort(),
    )
    const all = drawn.links.find((l) => drawn.boxes[l.from]!.title.startsWith('209') && drawn.boxes[l.to]!.title === 'assembleCoadd')
    expect(all).toMatchObject({ count: 209, look: 'actual' })
    expect(drawn.links.filter((l) => l.look === 'predicted')).toHaveLength(3)
  })

  it('opens a group, and keeps what is pinned out of one', () => {
    const drawn = collapse(data, ['coadd'], none, none, false)
    const group = drawn.boxes.find((b) => b.title.startsWith('209'))!
    expect(collapse(data, ['coadd'], new Set([group.key]), none, false).boxes.filter((b) => b.title === 'calexp')).toHaveLength(212)
    const pinned = collapse(data, ['coadd'], none, new Set(['calexp-50']), false)
    expect(pinned.boxes[pinned.boxOf.get('calexp-50')!]!.isGroup).toBe(false)
    expect(pinned.boxes.some((b) => b.title === '208 × calexp')).toBe(true)
  })

  it('keeps the key of a group while more is loaded', () => {
    const before = collapse(data, ['coadd'], none, none, false).boxes.find((b) => b.title.startsWith('209'))!
    const more = withAnswer(data, {
      nodes: [entity('raw-5', 'raw')],
      edges: [edge('cal-5', 'raw-5', 'used', 'actual')],
      truncated: false,
      roots: ['cal-5'],
    })
    expect(collapse(more, ['coadd'], none, none, false).boxes.some((b) => b.key === before.key)).toBe(true)
  })
})

describe('what is loaded', () => {
  it('counts what is further against what is known by now', () => {
    const first = withAnswer(nothing, { nodes: [entity('e', 'x', { more: { in: 1, out: 3 } })], edges: [], truncated: false, roots: ['e'] })
    expect(moreOf(first, 'e')).toEqual({ in: 1, out: 3 })
    const second = withAnswer(first, {
      nodes: [entity('e', 'x', { more: { in: 0, out: 3 } }), activity('a', 't')],
      edges: [edge('e', 'a', 'wasGeneratedBy')],
      truncated: false,
      roots: ['e'],
    })
    expect(moreOf(second, 'e')).toEqual({ in: 0, out: 3 })
  })

  it('finds the way between two things, with the flow or through what they share', () => {
    expect(pathBetween(data, 'flat', 'coadd')).toHaveLength(5)
    expect(pathBetween(data, 'coadd', 'flat')?.at(-1)).toBe('flat')
    expect(pathBetween(data, 'calexp-4', 'calexp-9')).toEqual(['calexp-4', 'assemble', 'calexp-9'])
    expect(pathBetween(data, 'coadd', 'nowhere')).toBeNull()
  })
})
