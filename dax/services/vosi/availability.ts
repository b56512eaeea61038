import { Hono } from 'hono'
import type { DaxPorts } from '../../ports.ts'
import { element } from '../xml.ts'

/** VOSI availability, for any service: asks the database one small question. */
export function availabilityRoute(ports: DaxPorts): Hono {
  const upSince = ports.clock.now().toISOString()
  const app = new Hono()
  app.get('/', async () => {
    const available = await answers(ports)
    const note = available ? `Skydax ${ports.config.version} on ${ports.db.engine}` : 'The database does not answer.'
    return new Response(
      `<?xml version="1.0" encoding="UTF-8"?>
<vosi:availability xmlns:vosi="http://www.ivoa.net/xml/VOSIAvailability/v1.0">
${element('vosi:available', String(available))}
${element('vosi:upSince', upSince)}
${element('vosi:note', note)}
</vosi:availability>
`,
      { headers: { 'Content-Type': 'text/xml; charset=utf-8', 'Cache-Control': 'no-store' } },
    )
  })
  return app
}

async function answers(ports: DaxPorts): Promise<boolean> {
  try {
    await ports.db.query('SELECT 1')
    return true
  } catch (error) {
    ports.log({ level: 'warn', event: 'database does not answer', error: String(error) })
    return false
  }
}
