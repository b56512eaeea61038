import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { nightSummaries } from '../processing/nights.ts'
import { testDb } from '../testing/test-db.ts'
import { importEvents, type EventsTaken } from './import-events.ts'
import { readExposures } from './read-exposures.ts'
import { madeUpAttempts } from './synthetic-processing.ts'

const db = await testDb()
afterAll(() => db.close())
const real = '../shared/data'
const isHere = existsSync(`${real}/events`)
if (!isHere) console.warn('events.test.ts: the real events of ../shared/data are not here: their tests are skipped')

const take = (files: Readonly<Record<string, string | object>>, syntheticSeed: number | null = null): Promise<EventsTaken> =>
  importEvents(
    db,
    Object.entries(files).map(([name, text]) => ({ name, bytes: new TextEncoder().encode(typeof text === 'string' ? text : JSON.stringify(text)) })),
    { syntheticSeed },
  )
const realFile = async (path: string): Promise<string> => readFile(`${real}/${path}`, 'utf8')
const count = async (sql: string): Promise<number> => Number((await db.query(`SELECT (${sql})::text`)).rows[0]?.[0])
const refusal = async (files: Readonly<Record<string, string | object>>): Promise<string> =>
  take(files).then(
    () => 'taken',
    (error: Error) => error.message,
  )

/** A message of the script queue that announces a visit on the sky. */
const nextVisit = (more: Readonly<Record<string, unknown>> = {}) => ({
  topic: 'summit.lsst.sal.ScriptQueue.logevent_nextVisit',
  value: {
    private_sndStamp: 1_770_835_818.25,
    private_efdStamp: 1_770_835_781.25,
    private_identity: 'ScriptQueue:1',
    private_seqNum: 7,
    groupId: '2026-02-11T18:50:17.995#2',
    coordinateSystem: 2,
    position: [150.1, 2.2],
    startTime: 1_770_835_850,
    rotationSystem: 2,
    cameraAngle: 33,
    filters: 'r_57',
    nimages: 1,
    instrument: 'LSSTCam',
    ...more,
  },
})

describe('events by hand', () => {
  it('keeps clocks apart, and what a message says of a visit', async () => {
    expect((await take({ 'a.json': nextVisit() })).files).toEqual([{ name: 'a.json', kind: 'events', taken: 1, known: 0, notes: [] }])
    expect((await take({ 'a.json': [nextVisit(), nextVisit()] })).files[0]).toMatchObject({ taken: 0, known: 2 })
    const [row] = await db.rows<Record<string, unknown>>(
      `SELECT kind, source, group_id, ra, dec, rotation, filters, n, instrument, sent_mjd_tai, efd_mjd_utc, begin_mjd_tai, file FROM ap.event WHERE n = 1`,
    )
    expect(row).toEqual({
      kind: 'nextVisit',
      source: 'ScriptQueue:1',
      group_id: '2026-02-11T18:50:17.995#2',
      ra: 150.1,
      dec: 2.2,
      rotation: 33,
      filters: 'r_57',
      n: 1,
      instrument: 'LSSTCam',
      sent_mjd_tai: 40_587 + 1_770_835_818.25 / 86_400,
      efd_mjd_utc: 40_587 + 1_770_835_781.25 / 86_400,
      begin_mjd_tai: 40_587 + 1_770_835_850 / 86_400,
      file: 'a.json',
    })
  })

  it.each<readonly [what: string, file: string | object, said: string]>([
    ['an empty file', '', 'x.json: it is empty'],
    ['no JSON', '{"topic": nextVisit}', 'x.json: it is no JSON: line 1, column 11: "nextVisit}" is there, and a value expected'],
    ['JSON cut off in a value', '{"topic": "x', 'line 1, column 11: ""x" is there, and the text in quotes that begins here has no end'],
    ['a number', '[3]', 'x.json: [0] is 3; an event expected: an object'],
    [
      'another kind of message',
      { topic: 'summit.lsst.sal.MTMount.logevent_summaryState', value: {} },
      'its topic is "summit.lsst.sal.MTMount.logevent_summaryState"',
    ],
    [
      'another file of the camera',
      { fileType: 'shutterMotionProfile' },
      'it is no event that is known here (its fileType is "shutterMotionProfile"); known are nextVisit',
    ],
    ['a schema', { type: 'record', name: 'x', fields: [] }, 'an Avro schema, which describes messages and is none'],
    ['a missing field', nextVisit({ groupId: undefined }), 'x.json: value.groupId is missing; a text expected'],
    ['a wrong field', nextVisit({ startTime: '18:50' }), 'value.startTime is "18:50"; a number from 0 expected'],
    ['a pointing off the sky', nextVisit({ position: [400, 2] }), 'value.position is [400,2]; [ra in [0, 360), dec in [-90, 90]] (ICRS) expected'],
    ['a blank pointing that claims to be ICRS', nextVisit({ position: [] }), 'value.position is []; [ra'],
    [
      'clocks that disagree',
      nextVisit({ private_efdStamp: 1_770_835_818.25 }),
      'value.private_efdStamp is 0.000 s before private_sndStamp; 37 s (TAI − UTC of that day) expected',
    ],
    [
      'a list with one that is wrong',
      [nextVisit(), nextVisit({ coordinateSystem: 7 })],
      '[1].value.coordinateSystem is 7; a number in [1, 4] expected',
    ],
    [
      'a notification of nothing',
      { Records: [{ eventTime: 'now', s3: { object: { key: 'a/b' } } }] },
      'Records[0].eventTime is "now"; a time in ISO 8601, UTC, expected',
    ],
    [
      'a table of something else',
      'a,b\n1,2\n',
      'it is neither JSON nor a list of exposures: exposure_id, obs_start_mjd, obs_end_mjd, s_ra, s_dec missing among its columns (a, b)',
    ],
    [
      'an exposure of another night',
      'exposure_id,obs_start_mjd,obs_end_mjd,s_ra,s_dec\n2025041300001,60790.1,60790.2,1,2\n',
      'line 2: exposure_id 2025041300001 names the night 20250413, and obs_start_mjd 60790.1 (TAI) is in the night 20250424',
    ],
    [
      'an exposure without a time',
      'exposure_id,obs_start_mjd,obs_end_mjd,s_ra,s_dec\n2025041300001,,60790.2,1,200\n',
      'line 2: obs_start_mjd is missing; line 2: s_dec is 200, outside [-90, 90]',
    ],
  ])('refuses %s: place, value, what was expected', async (_, file, said) => {
    expect(await refusal({ 'x.json': file })).toContain(said)
  })

  it('takes in all files or none', async () => {
    const before = await count('SELECT count(*) FROM ap.event')
    const said = await refusal({ 'good.json': nextVisit({ private_seqNum: 8 }), 'bad.json': nextVisit({ groupId: 3 }), 'worse.json': '{' })
    expect(said).toBe(
      'bad.json: value.groupId is 3; a text expected\nworse.json: it is no JSON: line 1, column 2: the text ends, and a name in quotes expected\nNothing was taken in.',
    )
    expect(await count('SELECT count(*) FROM ap.event')).toBe(before)
  })
})

describe.skipIf(!isHere)('real events', () => {
  const events = [
    'nextVisit_real_20260211',
    'predictedSchedule_real_mt_20251028',
    'predictedSchedule_real_at_20250930',
    'endReadout_MC_O_20250502_000010',
    'expectedSensor_MC_O_20250430_000295',
    's3_fileNotification_20250423',
  ]

  it('go in, each with its clocks; a blank pointing, times that are 0 and a bracket that is missing are told', async () => {
    const files = Object.fromEntries(await Promise.all(events.map(async (name) => [name, await realFile(`events/${name}.json`)] as const)))
    const { files: reports } = await take(files)
    expect(reports.map(({ taken }) => taken)).toEqual([1, 1, 1, 1, 1, 1])
    expect(reports[0]!.notes).toEqual([
      'value.coordinateSystem is 1 (NONE) with position [0,0]: a blank pointing (an engineering message); kept without a place',
    ])
    expect(reports[4]!.notes).toEqual(['the text ends before its last bracket is closed; it was read as if it were'])
    const rows = await db.rows<Record<string, unknown>>(`SELECT * FROM ap.event WHERE file <> 'a.json' ORDER BY event_id`)
    // moments from astropy 5.2.1: Time(stamp, format='unix_tai').tai.mjd, Time(stamp, format='unix').utc.mjd, Time(iso, scale='utc').mjd
    expect(rows[0]).toMatchObject({
      kind: 'nextVisit',
      group_id: '2026-02-11T18:50:17.995',
      ra: null,
      dec: null,
      begin_mjd_tai: null,
      instrument: null,
    })
    expect(rows[0]!['sent_mjd_tai']).toBeCloseTo(61_082.784931034075, 10)
    expect(rows[0]!['efd_mjd_utc']).toBeCloseTo(61_082.784502793336, 10)
    expect(rows[1]).toMatchObject({ kind: 'predictedSchedule', n: 276 })
    expect(rows[1]!['sent_mjd_tai']).toBeCloseTo(60_976.28896931523, 10)
    expect(rows[2]).toMatchObject({ kind: 'predictedSchedule', n: 4 })
    expect(rows[3]).toMatchObject({
      kind: 'endReadout',
      obs_id: 'MC_O_20250502_000010',
      visit: 2025050200010n,
      day_obs: 20250502,
      group_id: '2025-05-02T13:29:16.756',
    })
    expect(rows[3]!['end_mjd_tai']).toBeCloseTo(60_797.56859940707, 10)
    expect(rows[3]!['begin_mjd_tai']).toBeCloseTo(60_797.56162380563, 10)
    expect(rows[4]).toMatchObject({ kind: 'expectedSensors', visit: 2025043000295n, n: 197, sent_mjd_tai: null })
    expect(rows[5]).toMatchObject({ kind: 'fileNotification', visit: 2025042300034n, detector: 129, instrument: 'LSSTCam', sent_mjd_tai: null })
    expect(rows[5]!['event_mjd_utc']).toBeCloseTo(60_788.80548810484, 10)
    expect(await count('SELECT count(*) FROM ap.scheduled_target')).toBe(280)
    expect((await take(files)).files.map(({ known }) => known)).toEqual([1, 1, 1, 1, 1, 1])
  })

  it('real exposures are visits, with processing made up and marked', async () => {
    const text = await realFile('visits/lsstcam_consdb_exposures_20250413_20250418.csv')
    const { files, synthetic } = await take({ 'exposures.csv': text.split('\n').slice(0, 41).join('\n') }, 7)
    expect(files[0]).toMatchObject({ kind: 'exposures', taken: 40, notes: ['33 of 40 exposures have no pointing or rotation: kept without a place'] })
    expect(synthetic).toBe(await count('SELECT count(*) FROM ap.attempt WHERE synthetic = 1'))
    expect(await count('SELECT count(DISTINCT (visit, detector)) FROM ap.attempt')).toBe(7 * 189)
    expect(await count('SELECT count(*) FROM ap.delivery')).toBe(4 * synthetic)
    expect(await count('SELECT count(*) FROM ap.visit WHERE synthetic = 1')).toBe(0)
    expect(await nightSummaries(db)).toContainEqual(expect.objectContaining({ synthetic_visits: false, synthetic_attempts: true }))
    expect(await count('SELECT count(*) FROM ap.detector_order WHERE latency_seconds < 25 OR is_impossible = 1 OR is_missing = 1')).toBe(0)
    expect(await count('SELECT count(DISTINCT visit) FROM ap.visit_cell')).toBe(7)
    expect(await count('SELECT count(*) FROM dax.order_due')).toBe(0)
    // live readers are told of each visit, and to read anew the night that was made up
    expect(
      await db.rows('SELECT kind, count(*)::int AS n, count(DISTINCT day_obs)::int AS nights FROM dax.ap_change GROUP BY kind ORDER BY kind'),
    ).toEqual([
      { kind: 'reset', n: 1, nights: 1 },
      { kind: 'visit', n: 40, nights: 1 },
    ])
    expect(await db.rows(`SELECT body::jsonb->'change' = to_jsonb(change_id) AS own FROM dax.ap_change WHERE kind = 'reset'`)).toEqual([
      { own: true },
    ])
    // more of them: what is there stays, and nothing is made up where nobody asked
    expect((await take({ 'exposures.csv': text.split('\n').slice(0, 46).join('\n') })).files[0]).toMatchObject({ taken: 5, known: 40 })
    expect(await count('SELECT count(*) FROM ap.visit WHERE boresight_ra IS NOT NULL')).toBe(12)
  })

  it('the nights, times and places of all thousand hang together', async () => {
    const read = readExposures(await realFile('visits/lsstcam_consdb_exposures_20250413_20250418.csv'))
    expect(read.ok && read.value.notes).toEqual(['33 of 1000 exposures have no pointing or rotation: kept without a place'])
    const visits = read.ok ? read.value.visits : []
    expect(visits.filter(({ ra }) => ra !== null)).toHaveLength(967)
    const inOrder = [...visits].sort((a, b) => a.begin - b.begin)
    expect(inOrder.map(({ visit }) => visit)).toEqual(visits.map(({ visit }) => visit).sort((a, b) => Number(a - b)))
    expect(inOrder.every((v, k) => k === 0 || v.begin > inOrder[k - 1]!.end)).toBe(true)
    expect(new Set(visits.map(({ dayObs }) => dayObs))).toEqual(new Set([20250413, 20250415, 20250416, 20250417, 20250418]))
  })
})

describe('processing made up', () => {
  it('is the same for the same seed, and has every fate', () => {
    const visit = { visit: 2025041700539n, dayObs: 20250417, end: 60783.06 }
    expect(madeUpAttempts(5, visit, 94)).toEqual(madeUpAttempts(5, visit, 94))
    const all = Array.from({ length: 4000 }, (_, k) => madeUpAttempts(k, visit, k % 189))
    const said = new Set(all.map((list) => list.map(({ reason, status, lost }) => `${reason} ${status} ${lost.length}`).join(', ')))
    expect([...said].sort()).toEqual(['prompt -1 3', 'prompt -1 3, catch-up 1 1', 'prompt -4 3, retry 1 0', 'prompt 1 0', 'prompt 1 1'])
    for (const a of all.flat()) expect(a.queued <= a.started && a.started < a.ended && visit.end < a.queued).toBe(true)
  })
})
