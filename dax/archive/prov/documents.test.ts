import { execFileSync, spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { provJson } from '../../../vo/prov/prov-json.ts'
import { provN } from '../../../vo/prov/prov-n.ts'
import { lineageDocument } from '../../services/lineage-document.ts'
import type { Db } from '../db.ts'
import { testDb } from '../testing/test-db.ts'
import { lineage } from './lineage.ts'
import { readProvenance } from './read-sidecar.ts'
import { loadSmallLineage } from './testing/small-lineage.ts'
import { writeProvenance } from './write.ts'

/** Debian's interpreter: another python3 on the PATH may lack the module. */
const python = '/usr/bin/python3'
const hasProv = spawnSync(python, ['-c', 'import prov']).status === 0
if (!hasProv) console.log('skipped: what prov of Python reads of our PROV-JSON needs python3-prov (apt-get install python3-prov)')

/** Reads PROV-JSON from its input; writes it as PROV-N, after it went through prov's own PROV-JSON and came back the same. */
const provOfPython = `
import sys
from prov.model import ProvDocument
read = ProvDocument.deserialize(content=sys.stdin.read(), format='json')
assert ProvDocument.deserialize(content=read.serialize(format='json'), format='json') == read
print(read.get_provn())`

/** The statements of a PROV-N text, in order, numbers and moments as prov of Python writes them; it leaves ':' in local names as it is, which the grammar escapes. */
function statements(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^\w+\(/u.test(line))
    .map((line) =>
      line
        .replaceAll('\\:', ':')
        .replaceAll(/"(-?\d+)" %% xsd:(?:int|long)/gu, '$1')
        .replaceAll('"true" %% xsd:boolean', '"1" %% xsd:boolean')
        .replaceAll('"false" %% xsd:boolean', '"0" %% xsd:boolean')
        .replaceAll(/(T\d\d:\d\d:\d\d)(?:\.(\d+))?(?:Z|\+00:00)/gu, (_, time: string, part = '') => `${time}.${String(part).padEnd(6, '0')}Z`),
    )
    .sort()
}

const all = { depth: Number.POSITIVE_INFINITY, directions: ['back', 'forth'], limit: 1000, actualOnly: false, agents: true } as const

describe('PROV-JSON', () => {
  let here: Db
  let there: Db
  beforeAll(async () => {
    ;[here, there] = [await testDb(), await testDb()]
    await loadSmallLineage(here)
  })
  afterAll(async () => {
    await here.close()
    await there.close()
  })

  it('carries a lineage from one archive to another, and back the same', async () => {
    const written = provJson(lineageDocument(await lineage(here, ['e:coadd'], all)))
    const read = readProvenance(new TextEncoder().encode(written), null)
    if (!read.ok) throw new Error(read.problems.join('\n'))
    for (let times = 0; times < 2; times++)
      await there.transaction((tx) => writeProvenance(tx, read.value.record, { owner: null, visibility: 'public' }))
    const again = JSON.parse(provJson(lineageDocument(await lineage(there, ['e:coadd'], all)))) as Record<string, Record<string, object>>
    const before = JSON.parse(written) as Record<string, Record<string, object>>
    for (const section of ['entity', 'activity', 'agent']) expect(again[section]).toEqual(before[section])
    const edges = (of: typeof before, section: string) =>
      Object.values(of[section] ?? {})
        .map((one) => JSON.stringify(one))
        .sort()
    for (const section of ['used', 'wasGeneratedBy', 'wasDerivedFrom', 'hadMember', 'wasAttributedTo'])
      expect(edges(again, section)).toEqual(edges(before, section))
  })

  it('is the same as PROV-N, which tells line and column of what is wrong', async () => {
    const document = lineageDocument(await lineage(here, ['e:coadd'], all))
    const [json, n] = [provJson(document), provN(document)].map((text) => readProvenance(new TextEncoder().encode(text), null))
    expect(n).toEqual(json)
    expect(json?.ok).toBe(true)
    const wrong = readProvenance(new TextEncoder().encode('document\n  entity(ex:a, [prov:label=])\nendDocument'), null)
    expect(!wrong.ok && wrong.problems).toEqual(['line 2, column 28: "]" stands where text is expected'])
    // words that objects have a meaning for are words like any other
    for (const kind of ['__proto__', 'constructor', 'hasPart']) {
      const strange = readProvenance(new TextEncoder().encode(`document\n  ${kind}(polluted; a)\nendDocument`), null)
      expect(!strange.ok && strange.problems).toEqual([`line 2, column 3: "${kind}" is no expression of PROV-N`])
    }
    expect('polluted' in {}).toBe(false)
  })

  it.skipIf(!hasProv)('is read by prov of Python, which writes the PROV-N that we write', async () => {
    const document = lineageDocument(await lineage(here, ['e:coadd'], all))
    const theirs = statements(execFileSync(python, ['-c', provOfPython], { input: provJson(document), encoding: 'utf8' }))
    expect(theirs.length).toBeGreaterThan(20)
    expect(statements(provN(document))).toEqual(theirs)
  })

  it('takes a thing that is described twice, as the W3C primer’s is by prov of Python', () => {
    const twice = '{"prefix":{"a":"http://a/"},"activity":{"a:b":[{},{"prov:startTime":"2012-03-31T09:21:00"},{"prov:label":"correct"}]}}'
    const read = readProvenance(new TextEncoder().encode(twice), null)
    expect(read.ok && read.value.record.activities.map(({ id, name, start }) => [id, name, typeof start])).toEqual([
      ['http://a/b', 'correct', 'number'],
    ])
    const xml = readProvenance(new TextEncoder().encode('<?xml version="1.0"?><prov:document/>'), null)
    expect(!xml.ok && xml.problems.join()).toMatch(/^it is XML; PROV-JSON and PROV-N are read/u)
  })

  it('keeps the words of others: unknown sections are told, malformed ones refused with their place', () => {
    const read = readProvenance(new TextEncoder().encode('{"prefix":{"a":"http://a/"},"bundle":{"a:b":{}}}'), null)
    expect(read.ok && read.value.notes).toEqual(['bundle is read over: the archive keeps no bundles'])
    const wrong = readProvenance(
      new TextEncoder().encode(
        '{"prefix":{"a":"http://a/"},"used":{"_:1":{"prov:activity":"a:b"},"_:2":{"prov:activity":"b:c","prov:entity":"a:d"}}}',
      ),
      null,
    )
    expect(!wrong.ok && wrong.problems.join()).toMatch(/used\["_:2"\]\["prov:activity"\] names "b:c": the prefix "b" is not declared/u)
  })
})
