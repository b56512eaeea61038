import { describe, expect, it } from 'vitest'
import { daliParams, maxrecOf } from './dali.ts'
import { chooseFormat } from './response-format.ts'

const get = (query: string, headers: Record<string, string> = {}) => new Request(`http://h/x?${query}`, { headers })

const post = (type: string) => new Request('http://h/x', { method: 'POST', body: 'nonsense', headers: { 'content-type': type } })

const key = async (query: string, accept: string | null = null) => chooseFormat(await daliParams(get(query), 10), accept).format.key

describe('DALI parameters', () => {
  it('do not care about the case of names, and keep that of values', async () => {
    const params = await daliParams(get('maxREC=5&Pos=Circle%201%202%203'), 1000)
    expect(params.one('MAXREC')).toBe('5')
    expect(params.all('pos')).toEqual(['Circle 1 2 3'])
  })

  it('come from the query string and the form together', async () => {
    const request = new Request('http://h/x?LANG=ADQL', { method: 'POST', body: new URLSearchParams({ query: 'SELECT 1' }) })
    const params = await daliParams(request, 1000)
    expect([params.one('LANG'), params.one('QUERY')]).toEqual(['ADQL', 'SELECT 1'])
  })

  it('come with files in a multipart form', async () => {
    const form = new FormData()
    form.append('upload', 'mine,param:t1')
    form.append('t1', new File(['<VOTABLE/>'], 'a.xml'))
    const params = await daliParams(new Request('http://h/x', { method: 'POST', body: form }), 10_000)
    expect(params.all('UPLOAD')).toEqual(['mine,param:t1'])
    expect(new TextDecoder().decode(params.files.get('t1'))).toBe('<VOTABLE/>')
  })

  it('refuse a body over the limit, counted where it is not declared', async () => {
    const body = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(1000))
      },
    })
    const request = new Request('http://h/x', {
      method: 'POST',
      body,
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      duplex: 'half',
    } as RequestInit)
    await expect(daliParams(request, 5000)).rejects.toMatchObject({ kind: 'tooLarge' })
  })

  it('refuse a malformed multipart body and other types with a sentence', async () => {
    await expect(daliParams(post('multipart/form-data; boundary=b'), 5000)).rejects.toMatchObject({ kind: 'usage' })
    await expect(daliParams(post('application/json'), 5000)).rejects.toMatchObject({ kind: 'unsupported' })
  })

  it('refuse one parameter twice with different values, and take the same twice', async () => {
    expect((await daliParams(get('LANG=a&lang=a'), 10)).one('LANG')).toBe('a')
    const two = await daliParams(get('LANG=a&lang=b'), 10)
    expect(() => two.one('LANG')).toThrow('LANG may be given once only')
  })

  it.each(['-1', '1.5', 'ten', '1e3', '9'.repeat(30)])('refuse MAXREC=%s', async (value) => {
    const params = await daliParams(get(`MAXREC=${value}`), 10)
    expect(() => maxrecOf(params, { defaultMaxrec: 1, hardMaxrec: 2 })).toThrow('MAXREC=')
  })

  it('cut MAXREC at the hard limit', async () => {
    expect(maxrecOf(await daliParams(get('MAXREC=500'), 10), { defaultMaxrec: 1, hardMaxrec: 20 })).toBe(20)
    expect(maxrecOf(await daliParams(get(''), 10), { defaultMaxrec: 1, hardMaxrec: 20 })).toBe(1)
  })
})

describe('formats', () => {
  it('go by short names and MIME types in any case', async () => {
    expect(await key('RESPONSEFORMAT=CSV')).toBe('csv')
    expect(await key('FORMAT=votable')).toBe('tabledata')
    expect(await key('RESPONSEFORMAT=application/x-votable%2Bxml;serialization=binary2')).toBe('binary2')
    expect(await key('RESPONSEFORMAT=application/x-votable+xml; serialization=BINARY2')).toBe('binary2')
    expect(await key('RESPONSEFORMAT=text/csv; header=present')).toBe('csv')
  })

  it('answer with the MIME type that was asked for', async () => {
    expect(chooseFormat(await daliParams(get('RESPONSEFORMAT=text/xml'), 10), null).contentType).toBe('text/xml')
    expect(chooseFormat(await daliParams(get('RESPONSEFORMAT=votable/td'), 10), null).contentType).toBe('application/x-votable+xml')
  })

  it('follow Accept only where it names one of ours', async () => {
    expect(await key('', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8')).toBe('tabledata')
    expect(await key('', 'application/json;q=0.5, text/csv')).toBe('csv')
    expect(await key('RESPONSEFORMAT=tsv', 'application/json')).toBe('tsv')
  })

  it('refuse what is not offered, naming what is', async () => {
    await expect(key('RESPONSEFORMAT=avro')).rejects.toThrow(/avro is not offered; choose one of votable, .*parquet/)
  })
})
