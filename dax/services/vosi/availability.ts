import { Hono } from 'hono'
import { isLoadDue } from '../../archive/put-aside.ts'
import type { DaxPorts } from '../../ports.ts'
import { element } from '../xml.ts'

/** VOSI availability, for any service: asks the database one small question. The notes are what users should know now. */
export function availabilityRoute(ports: DaxPorts): Hono {
  const upSince = ports.clock.now().toISOString()
  const app = new Hono()
  app.get('/', async () => {
    const { available, notes } = await stateOf(ports)
    return new Response(
      `<?xml version="1.0" encoding="UTF-8"?>
<vosi:availability xmlns:vosi="http://www.ivoa.net/xml/VOSIAvailability/v1.0">
${[element('vosi:available', String(available)), element('vosi:upSince', upSince), ...notes.map((note) => element('vosi:note', note))].join('\n')}
</vosi:availability>
`,
      { headers: { 'Content-Type': 'text/xml; charset=utf-8', 'Cache-Control': 'no-store' } },
    )
  })
  return app
}

async function stateOf(ports: DaxPorts): Promise<{ readonly available: boolean; readonly notes: readonly string[] }> {
  try {
    const isDue = await isLoadDue(ports.db)
    return { available: true, notes: isDue ? ['The provenance of the demo survey and the log of its processing are still being loaded.'] : [] }
  } catch (error) {
    ports.log({ level: 'warn', event: 'database does not answer', error: String(error) })
    return { available: false, notes: ['The database does not answer.'] }
  }
}
