import { describe, expect, it } from 'vitest'
import { skyPos } from '../../../vo/sky/sky-pos.ts'
import { looksOf, viewText } from './explore-url.ts'
import { codeFor, downloadScript, languages } from './code-text.ts'

describe('looksOf', () => {
  it('reads a whole address', () => {
    const looks = looksOf(
      new URLSearchParams('sort=-t_min&cols=t_min,s_ra&sel=ivo://a~ivo://b&view=150.1,2.2,0.5&proj=AIT&grid=1&density=0&max=1000&over=none'),
    )
    expect(looks).toMatchObject({
      sort: { column: 't_min', descending: true },
      columns: ['t_min', 's_ra'],
      projection: 'AIT',
      grid: true,
      density: false,
      maxRows: 1000,
      overlay: -1,
      problems: [],
    })
    expect([...looks.selection]).toEqual(['ivo://a', 'ivo://b'])
    expect(looks.view?.fov).toBe(0.5)
  })

  it('tells what it cannot read, and goes on without it', () => {
    const looks = looksOf(new URLSearchParams('view=here&proj=FLAT&max=-1'))
    expect(looks).toMatchObject({ view: null, projection: 'SIN', maxRows: 50_000 })
    expect(looks.problems).toHaveLength(3)
    expect(looks.problems.join(' ')).toMatch(/view=here.*|proj=FLAT.*|max=-1/u)
  })

  it('writes a view finely enough to find it again', () => {
    for (const fov of [180, 1, 0.01, 0.0003]) {
      const text = viewText({ center: skyPos(150.123456789, -2.987654321), fov })
      const view = looksOf(new URLSearchParams({ view: text })).view
      expect(Math.abs((view?.center.ra ?? 0) - 150.123456789)).toBeLessThan(fov / 100)
      expect(Math.abs((view?.fov ?? 0) / fov - 1)).toBeLessThan(1e-3)
    }
  })
})

describe('code', () => {
  it('carries the query whole, and no quote of it ends the shell’s', () => {
    const adql = "SELECT *\nFROM ivoa.obscore\nWHERE target_name = 'O''Brien''s star'"
    for (const language of languages)
      expect(codeFor(language, 'https://a.example/tap', adql, 5000)).toContain(
        language === 'ADQL' || language === 'Python (pyvo)' ? adql : 'https://a.example/tap',
      )
    const curl = codeFor('curl', 'https://a.example/tap', adql, 5000)
    expect((curl.match(/'/gu)?.length ?? 0) % 2).toBe(0)
    expect(curl).toContain(String.raw`O'\'''\''Brien`)
  })

  it('writes names and addresses of a script as Python strings', () => {
    expect(downloadScript([{ name: 'a"b.fits', url: 'https://x/"', datalink: true }])).toContain(String.raw`("a\"b.fits", "https://x/\"", True)`)
  })
})
