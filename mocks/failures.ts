/** The failures that can be switched on. */
export const failures = ['none', 'slow', 'offline', '401', '404', '429', '503', 'malformed row', 'empty', 'truncated'] as const
export type Failure = (typeof failures)[number]

/** The answer as it is under a failure; `answer` asks dax. 'offline' is null: the request fails as without a network. */
export async function underFailure(failure: Failure, answer: () => Promise<Response>): Promise<Response | null> {
  switch (failure) {
    case 'none':
      return answer()
    case 'slow':
      await new Promise((resolve) => setTimeout(resolve, 5000))
      return answer()
    case 'offline':
      return null
    case '401':
      return json(401, 'no_authorization', 'Authentication required', { 'WWW-Authenticate': 'Bearer realm="skydax"' })
    case '404':
      return json(404, 'notFound', 'There is nothing at this address (switched on in the failure panel).')
    case '429':
      return json(429, 'quota', 'Too many requests (switched on in the failure panel).', { 'Retry-After': '7' })
    case '503':
      return json(503, 'transient', 'The database cannot be reached (switched on in the failure panel).')
    case 'malformed row':
      return changed(await answer(), (text) =>
        text.replace(/<TR>\s*<TD>[^<]*<\/TD>/u, '<TR>').replace(/(<STREAM encoding="base64">\s*)\w{8}/u, '$1****'),
      )
    case 'empty':
      return changed(await answer(), (text) => text.replace(/<DATA>[\s\S]*<\/DATA>/u, ''))
    case 'truncated':
      return changed(await answer(), (text) => text.slice(0, Math.floor(text.length * 0.6)))
  }
}

function json(status: number, type: string, msg: string, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify({ detail: [{ msg, type, loc: [] }] }), { status, headers: { 'Content-Type': 'application/json', ...headers } })
}

/** A VOTable answer with its text changed; anything else passes as it is. */
async function changed(response: Response, edit: (text: string) => string): Promise<Response> {
  if (!(response.headers.get('Content-Type') ?? '').includes('votable')) return response
  const headers = new Headers(response.headers)
  headers.delete('Content-Length')
  return new Response(edit(await response.text()), { status: response.status, headers })
}
