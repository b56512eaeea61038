import { Hono } from 'hono'
import type { DaxPorts } from '../ports.ts'
import { authorize, isLocal } from './auth/principal.ts'
import { serviceOf } from './auth/access.ts'
import type { Health } from './health.ts'

const boundsS = [0.005, 0.02, 0.1, 0.5, 2, 10, 60]

/** Counts what was asked and answered, by service: few labels, whatever clients send. */
export interface Metrics {
  readonly count: (request: Request, status: number, seconds: number) => void
  readonly text: (health: Health) => string
}

export function metrics(version: string): Metrics {
  const requests = new Map<string, number>()
  const times = new Map<string, { readonly buckets: number[]; sum: number; n: number }>()
  return {
    count(request, status, seconds) {
      const service = serviceOf(new URL(request.url).pathname)
      const method = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/u.test(request.method) ? request.method : 'other'
      const labels = `service="${service}",method="${method}",status="${status}"`
      requests.set(labels, (requests.get(labels) ?? 0) + 1)
      const time = times.get(service) ?? { buckets: boundsS.map(() => 0), sum: 0, n: 0 }
      times.set(service, time)
      boundsS.forEach((bound, i) => (time.buckets[i] = (time.buckets[i] ?? 0) + (seconds <= bound ? 1 : 0)))
      time.sum += seconds
      time.n++
    },
    text(health) {
      const lines = [
        '# HELP dax_info The version that runs.',
        '# TYPE dax_info gauge',
        `dax_info{version="${version}"} 1`,
        '# HELP dax_database_up Whether the database answers.',
        '# TYPE dax_database_up gauge',
        `dax_database_up ${health.database ? 1 : 0}`,
        '# HELP dax_store_up Whether the store takes files.',
        '# TYPE dax_store_up gauge',
        `dax_store_up ${health.store ? 1 : 0}`,
        ...(health.freeBytes === null
          ? []
          : ['# HELP dax_free_bytes Free room where the store is.', '# TYPE dax_free_bytes gauge', `dax_free_bytes ${health.freeBytes}`]),
        '# HELP dax_http_requests_total Requests answered.',
        '# TYPE dax_http_requests_total counter',
        ...[...requests].map(([labels, n]) => `dax_http_requests_total{${labels}} ${n}`),
        '# HELP dax_http_request_seconds Time until the head of the answer.',
        '# TYPE dax_http_request_seconds histogram',
        ...[...times].flatMap(([service, { buckets, sum, n }]) => [
          ...boundsS.map((bound, i) => `dax_http_request_seconds_bucket{service="${service}",le="${bound}"} ${buckets[i]}`),
          `dax_http_request_seconds_bucket{service="${service}",le="+Inf"} ${n}`,
          `dax_http_request_seconds_sum{service="${service}"} ${sum}`,
          `dax_http_request_seconds_count{service="${service}"} ${n}`,
        ]),
      ]
      return `${lines.join('\n')}\n`
    },
  }
}

/** /metrics, in Prometheus' text format: for this machine, or for a token of an administrator. */
export function metricsRoute(ports: DaxPorts, known: Metrics, check: () => Promise<Health>): Hono {
  const app = new Hono({ strict: false })
  app.get('/', async (c) => {
    if (!isLocal(ports.config)) await authorize(ports, c.req.raw, 'exec:admin', 'read metrics')
    return new Response(known.text(await check()), {
      headers: { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8', 'Cache-Control': 'no-store' },
    })
  })
  return app
}
