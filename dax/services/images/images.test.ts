import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ingestFile } from '../../archive/ingest/take-in.ts'
import { smallFits } from '../../archive/testing/small-fits.ts'
import { deletedImages, imageHistory, ownImage, ownImages, ownImageWhole } from '../../contract/images.ts'
import { checkRun, checksAnswer, findingsAnswer } from '../../contract/checks.ts'
import { createDax, type Dax } from '../../dax.ts'
import { signIn } from '../testing/sign-in.ts'
import { testPorts, type TestPorts } from '../testing/test-ports.ts'

describe('own images and checks', () => {
  let ports: TestPorts
  let dax: Dax
  let did: string
  let id: string
  const who: Record<string, { readonly Authorization: string }> = {}
  beforeAll(async () => {
    ports = await testPorts()
    dax = createDax(ports)
    who['ada'] = await signIn(ports, 'ada', { groups: ['g_sky'] })
    who['bob'] = await signIn(ports, 'bob')
    who['root'] = await signIn(ports, 'root', { isAdmin: true })
    for (const seed of [1, 2]) {
      const done = await ingestFile(ports, `m${seed}.fits`, smallFits({ ra: 10 * seed, dec: 5, object: `M ${seed}`, seed }), {
        owner: 'ada',
        visibility: 'private',
      })
      if (done.at !== 'stored') throw new Error('not stored')
      did = done.did
      id = String(done.imageId)
    }
  })
  afterAll(async () => {
    await dax.close()
    await ports.db.close()
  })
  const ask = (path: string, as: string, init: RequestInit = {}): Promise<Response> =>
    dax(
      new Request(`http://dax.test/api${path}`, {
        ...init,
        headers: { ...who[as], 'Content-Type': 'application/json', ...(init.headers as object) },
      }),
    )
  const patch = (as: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
    ask(`/images/${id}`, as, { method: 'PATCH', body: JSON.stringify(body), headers })

  it('lists and finds one’s own, and nobody else’s', async () => {
    expect(ownImages.parse(await (await ask('/images', 'ada')).json())).toMatchObject({ total: 2, more: false })
    expect(ownImages.parse(await (await ask('/images?q=m1.fits', 'ada')).json()).images.map(({ name }) => name)).toEqual(['m1.fits'])
    expect(ownImages.parse(await (await ask('/images?last=1', 'ada')).json())).toMatchObject({ more: true })
    expect(ownImages.parse(await (await ask('/images?q=%25', 'ada')).json()).total).toBe(0)
    expect(ownImages.parse(await (await ask('/images', 'bob')).json()).total).toBe(0)
    for (const method of ['GET', 'PATCH', 'DELETE'])
      expect((await ask(`/images/${id}`, 'bob', { method, ...(method === 'PATCH' ? { body: '{}' } : {}) })).status).toBe(404)
    expect((await ask(`/images/${encodeURIComponent(did)}/history`, 'bob')).status).toBe(404)
  })

  it('changes visibility and metadata, keeps what was, and lets one of two editors win', async () => {
    const read = await ask(`/images/${encodeURIComponent(did)}`, 'ada')
    expect(ownImage.parse(await read.json())).toMatchObject({ visibility: 'private', target: 'M 2' })
    const etag = read.headers.get('etag') ?? ''
    expect((await dax(new Request(`http://dax.test/api/files/${id}`))).status).toBe(404)
    const done = await patch('ada', { visibility: 'public', obs_title: 'My field' }, { 'If-Match': etag })
    expect(ownImageWhole.parse(await done.json())).toMatchObject({
      visibility: 'public',
      title: 'My field',
      metadata: { obs_title: 'My field', proposal_id: null },
    })
    expect(ownImages.parse(await (await ask('/images?visibility=private', 'ada')).json()).total).toBe(1)
    expect(ownImages.parse(await (await ask('/images?visibility=public&q=field', 'ada')).json()).total).toBe(1)
    expect((await ask('/images?visibility=secret', 'ada')).status).toBe(400)
    expect((await dax(new Request(`http://dax.test/api/files/${id}`))).status).toBe(200)
    expect((await patch('ada', { obs_title: 'Other' }, { 'If-Match': etag })).status).toBe(412)
    expect((await patch('ada', { visibility: 'group', group: 'g_other' })).status).toBe(403)
    expect((await patch('ada', { visibility: 'group', group: 'g_sky' })).status).toBe(200)
    expect((await patch('ada', { visibility: 'secret' })).status).toBe(400)
    expect((await patch('ada', { s_ra: 3 })).status).toBe(400)
    const { changes } = imageHistory.parse(await (await ask(`/images/${id}/history`, 'ada')).json())
    expect(changes).toMatchObject([
      { who: 'ada', before: { visibility: 'private', obs_title: 'Image m2' }, after: { visibility: 'public', obs_title: 'My field' } },
      { before: { visibility: 'public', group: null }, after: { visibility: 'group', group: 'g_sky' } },
    ])
  })

  it('runs checks for administrators, finds and repairs', async () => {
    expect((await ask('/checks', 'ada')).status).toBe(403)
    await ports.db.query('DELETE FROM dax.image_cell WHERE image_id = $1::bigint', [BigInt(id)])
    const begun = await ask('/checks', 'root', { method: 'POST', body: '{}' })
    expect(begun.status).toBe(202)
    const run = checkRun.parse(await begun.json())
    await expect.poll(async () => checkRun.parse(await (await ask(`/checks/${run.id}`, 'root')).json()).state, { timeout: 60_000 }).toBe('done')
    const { findings } = findingsAnswer.parse(await (await ask(`/checks/${run.id}/findings`, 'root')).json())
    expect(findings).toMatchObject([{ kind: 'stale-coverage', subject: did, repairs: ['regenerate'] }])
    const repair = (how: string) =>
      ask(`/checks/${run.id}/findings/${findings[0]?.no}/repair`, 'root', { method: 'POST', body: JSON.stringify({ repair: how }) })
    expect((await repair('quarantine')).status).toBe(400)
    expect(await (await repair('regenerate')).json()).toMatchObject({ outcome: 'done', who: 'root' })
    expect((await repair('regenerate')).status).toBe(409)
    expect(checksAnswer.parse(await (await ask('/checks', 'root')).json()).runs[0]).toMatchObject({ findings: {} })
    expect(((await (await ask('/checks/repairs', 'root')).json()) as { repairs: unknown[] }).repairs).toHaveLength(2)
  })

  it('deletes: the image is gone everywhere, its address says so', async () => {
    expect((await ask(`/images/${id}`, 'ada', { method: 'DELETE', body: '{"reason": "wrong field"}' })).status).toBe(204)
    expect((await ask(`/images/${id}`, 'ada')).status).toBe(410)
    expect((await ask(`/images/${id}`, 'bob')).status).toBe(404)
    expect(deletedImages.parse(await (await ask('/images/deleted', 'ada')).json()).deleted).toMatchObject([
      { did, who: 'ada', reason: 'wrong field' },
    ])
    expect(deletedImages.parse(await (await ask('/images/deleted', 'bob')).json()).deleted).toEqual([])
    expect((await ask(`/files/${id}`, 'ada')).status).toBe(404)
    expect(ports.files.size).toBe(3)
  })
})
