import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDax, type Dax } from '../../dax.ts'
import { testPorts, type TestPorts } from '../testing/test-ports.ts'

let ports: TestPorts
let dax: Dax
beforeAll(async () => {
  ports = await testPorts()
  dax = createDax(ports)
})
afterAll(async () => {
  await dax.close()
  await ports.db.close()
})

const notes = async (): Promise<readonly string[]> =>
  [...(await (await dax(new Request('http://dax.test/api/tap/availability'))).text()).matchAll(/<vosi:note>(.*?)<\/vosi:note>/gu)].map(
    ([, note]) => note ?? '',
  )

it('tells what is still being loaded, as long as it is', async () => {
  expect(await notes()).toEqual([])
  await ports.db.exec("INSERT INTO dax.load_later VALUES (1, 'ANALYZE ap.visit')")
  expect(await notes()).toEqual([expect.stringContaining('still being loaded')])
  await ports.db.exec('DELETE FROM dax.load_later')
  expect(await notes()).toEqual([])
})
