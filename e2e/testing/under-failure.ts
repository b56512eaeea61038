import type { Page, Route } from '@playwright/test'
import { underFailure } from '../../mocks/failures.ts'
import type { Failure } from '../../mocks/failures.ts'

/** A switch on the network between page and server: the failures of mocks/failures.ts, put to the answers of the real service. */
export interface FailureSwitch {
  set(failure: Failure): void
}

/** Puts the switch between the page (and its workers) and what `which` matches of the service; off at first. */
export async function failureSwitch(page: Page, which: RegExp = /\/api\/(?!hips\/)/u): Promise<FailureSwitch> {
  let failure: Failure = 'none'
  await page.route(
    (url) => which.test(url.pathname),
    async (route) => {
      const now = failure
      if (now === 'none') return route.fallback()
      const answer = await underFailure(now, () => asResponse(route)).catch(() => null)
      // a page that gave up meanwhile has no route left to answer
      if (answer === null) return route.abort('internetdisconnected').catch(() => undefined)
      const body = Buffer.from(await answer.arrayBuffer())
      return route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body }).catch(() => undefined)
    },
  )
  return { set: (next) => (failure = next) }
}

async function asResponse(route: Route): Promise<Response> {
  const answer = await route.fetch()
  const headers = new Headers(answer.headers())
  // the body comes decoded
  headers.delete('content-encoding')
  headers.delete('content-length')
  return new Response(answer.status() === 204 ? null : new Uint8Array(await answer.body()), { status: answer.status(), headers })
}
