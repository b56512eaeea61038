import { expect, it } from 'vitest'
import { faultRun } from './testing/faults.ts'

const kills = Number(process.env['SKYDAX_FAULTS'] ?? 12)
const seed = Number(process.env['SKYDAX_SEED'] ?? 20_260_320)

it(
  `loses nothing in ${kills} random faults: kills of server, daemon and database, cut connections, two clients (seed ${seed})`,
  { timeout: 120_000 + kills * 15_000 },
  async () => {
    const count = await faultRun(seed, kills, (line) => console.log(line))
    console.log(JSON.stringify(count))
    expect(count).toMatchObject({ lostBytes: 0, lostFiles: 0, halfImages: 0, findings: [] })
  },
)
