import { expect, it } from 'vitest'
import { testPorts } from '../testing/test-ports.ts'
import { loadHandMadeLog } from '../templates/testing/hand-made-log.ts'
import { orderReckoner } from './reckoner.ts'

it('reckons what was stored since, once for all of it, and tells a failure', async () => {
  const ports = await testPorts()
  await loadHandMadeLog(ports.db)
  await ports.db.exec(
    `UPDATE ap.attempt SET stored_mjd_tai = 60101.4375 WHERE visit = 11 AND attempt = 2; UPDATE ap.attempt SET stored_mjd_tai = 60102 WHERE visit = 12`,
  )
  const kept = () => ports.db.rows('SELECT visit, overtaken_by FROM ap.cell_inversion WHERE overtaken_by > 0')
  expect(await kept()).toEqual([{ visit: 11n, overtaken_by: 2 }])
  const reckoner = orderReckoner(ports, 1)
  reckoner.due()
  reckoner.due()
  await new Promise((resolve) => setTimeout(resolve, 20))
  await reckoner.close()
  expect(await kept()).toEqual([{ visit: 12n, overtaken_by: 1 }])
  expect(ports.logged).toEqual([])
  const broken = orderReckoner({ ...ports, db: { ...ports.db, transaction: () => Promise.reject(new Error('no database')) } }, 1)
  broken.due()
  await new Promise((resolve) => setTimeout(resolve, 20))
  await broken.close()
  expect(ports.logged.map(({ event }) => event)).toEqual(['the order of processing was not reckoned; it will be with the next report'])
  await ports.db.close()
})
