import { describe, expect, it } from 'vitest'
import { layoutGraph } from './layout.ts'
import { svgOf } from './svg.ts'
import { shapeOf } from './testing/graphs.ts'

const palette = { background: '#fff', panel: '#fff', text: '#000', dim: '#555', line: '#ccc', strong: '#00f' }

describe('svgOf', () => {
  it('writes texts of archives as text, whatever they hold', () => {
    const box = { detail: '"&\u0000', mark: '●', colour: 'rgb(1, 2, 3)', isBroken: false, isStack: false, isRound: false, isStrong: false }
    const laid = { ...layoutGraph(shapeOf(2, [[0, 1]])), scale: null, ms: 0 }
    const boxes = [
      { ...box, title: '<script>x' },
      { ...box, title: 'b', isStack: true },
    ]
    const svg = svgOf({ laid, boxes, links: [{ look: 'dashed', isStrong: false, count: 1 }] }, palette, 'a < b')
    expect(svg).toContain('&lt;script&gt;x')
    expect(svg).not.toContain('<script')
    expect(svg).toContain('&quot;&amp;\uFFFD')
    expect(svg).toContain('<title>a &lt; b</title>')
    expect(svg.match(/<path d="M/gu)).toHaveLength(2)
    expect(svg.match(/<rect/gu)).toHaveLength(4)
  })
})
