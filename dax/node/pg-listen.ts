import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** ms between attempts to listen again after the connection broke. */
const againMs = 1000

/** Listens on a connection of its own (`channel` is quoted already), which is made anew when it breaks; what was told meanwhile is made up for by one call. */
export async function listen(address: pg.ClientConfig, channel: string, heard: (text: string) => void): Promise<() => Promise<void>> {
  const stop = new AbortController()
  let client = await connected(address, channel, heard, () => void again())
  const again = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      try {
        await sleep(againMs, undefined, { signal: stop.signal, ref: false })
        client = await connected(address, channel, heard, () => void again())
        heard('')
        return
      } catch {
        // the server is not back yet
      }
    }
  }
  return async () => {
    stop.abort()
    await client.end().catch(() => undefined)
  }
}

async function connected(address: pg.ClientConfig, channel: string, heard: (text: string) => void, broken: () => void): Promise<pg.Client> {
  const client = new pg.Client({ ...address, application_name: 'dax listen', keepAlive: true })
  let isUp = false
  client.on('error', () => undefined)
  client.on('end', () => (isUp ? broken() : undefined))
  client.on('notification', ({ payload }) => heard(payload ?? ''))
  try {
    await client.connect()
    await client.query(`LISTEN ${channel}`)
  } catch (error) {
    await client.end().catch(() => undefined)
    throw error
  }
  isUp = true
  return client
}
