import { describe, expect, it } from 'vitest'
import { faultOf, renderFault } from './errors.ts'
import { namesService } from './names.ts'
import type { DaxPorts } from '../ports.ts'

const service = (extra: object = {}, config: object = {}) => {
  const app = namesService({ log: () => {}, config, ...extra } as unknown as DaxPorts)
  app.onError((error) => renderFault(faultOf(error, { log: () => {} }), 'json'))
  return async (path: string) => app.request(path)
}

describe('names', () => {
  it.each([
    ['M31', 10.6847, 41.2687],
    ['m 31', 10.6847, 41.2687],
    ['NGC 0224', 10.6847, 41.2687],
    ['Andromeda Galaxy', 10.6847, 41.2687],
    ['Vega', 279.2347, 38.7837],
    ['α Lyr', 279.2347, 38.7837],
    ['HIP 91262', 279.2347, 38.7837],
    ['ngc1316', 50.674, -37.208],
    ['Crab Nebula', 83.633, 22.0145],
    ['COSMOS', 150.11, 2.23],
    ['cosmos field', 150.11, 2.23],
    ['XMM LSS', 35.57, -4.82],
  ])('knows %s without the network', async (name, ra, dec) => {
    const response = await service()(`/?q=${encodeURIComponent(name)}`)
    const found = (await response.json()) as { ra: number; dec: number; source: string }
    expect(found.source).toBe('own')
    expect(found.ra).toBeCloseTo(ra, 2)
    expect(found.dec).toBeCloseTo(dec, 2)
  })

  it('suggests names that begin so', async () => {
    const found = (await (await service()('/?start=andro')).json()) as { objects: { name: string }[] }
    expect(found.objects.map((object) => object.name).join()).toContain('Andromeda')
  })

  it('says that it asks nobody when it is not let out', async () => {
    const response = await service()('/?q=Nonesuch%207')
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('asks no outside resolver')
  })

  it('says offline when the resolver does not answer', async () => {
    const response = await service(
      { fetch: () => Promise.reject(new TypeError('fetch failed')) },
      { sesameUrl: 'https://sesame.example/?' },
    )('/?q=Nonesuch')
    expect(response.status).toBe(503)
    expect(await response.text()).toContain('offline')
  })

  it('reads what Sesame answers', async () => {
    const xml =
      '<Sesame><Target><Resolver name="S"><jradeg>217.4287</jradeg><jdedeg>-62.6795</jdedeg><oname>NAME Proxima</oname></Resolver></Target></Sesame>'
    const asked: string[] = []
    const fetch = (url: string) => {
      asked.push(url)
      return Promise.resolve(new Response(xml))
    }
    const response = await service({ fetch }, { sesameUrl: 'https://sesame.example/?' })('/?q=a%26b')
    expect(await response.json()).toMatchObject({ ra: 217.4287, dec: -62.6795, source: 'sesame', name: 'NAME Proxima' })
    expect(asked).toEqual(['https://sesame.example/?a%26b'])
  })
})
