import { expect, it } from 'vitest'
import { faultRun } from './testing/faults.ts'

const faults = Number(process.env['SKYDAX_FAULTS'] ?? 12)
const seed = Number(process.env['SKYDAX_SEED'] ?? 20_260_320)

it(
  `loses nothing in ${faults} random faults: kills of servers, daemon and database, cut connections, two clients, clocks, full and read-only disks (seed ${seed})`,
  { timeout: 120_000 + faults * 15_000 },
  async () => {
    const count = await faultRun(seed, faults, (line) => console.log(line))
    console.log(JSON.stringify(count))
    expect(count).toMatchObject({ lostBytes: 0, lostFiles: 0, halfImages: 0, findings: [] })
  },
)
