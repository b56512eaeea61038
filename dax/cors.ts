/** Headers of an answer that a page from elsewhere may read. */
const exposed = [
  'Location',
  'Content-Range',
  'Content-Length',
  'Content-Disposition',
  'Accept-Ranges',
  'ETag',
  'Last-Modified',
  'Digest',
  'Repr-Digest',
  'Retry-After',
  'Tus-Resumable',
  'Tus-Version',
  'Tus-Extension',
  'Tus-Max-Size',
  'Tus-Checksum-Algorithm',
  'Upload-Offset',
  'Upload-Length',
  'Upload-Expires',
  'Upload-Metadata',
  'X-Dax-Total',
  'X-Dax-Truncated',
  'X-Request-Id',
  'WWW-Authenticate',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'X-RateLimit-Used',
  'X-RateLimit-Resource',
].join(', ')

/** The answer to a CORS preflight; null for any other request (an OPTIONS of tus goes on to its service). */
export function preflight(request: Request): Response | null {
  const method = request.headers.get('access-control-request-method')
  if (request.method !== 'OPTIONS' || method === null) return null
  const asked = request.headers.get('access-control-request-headers') ?? ''
  return new Response(null, {
    status: 204,
    headers: {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS',
      // '*' would not cover Authorization: the asked names are echoed, which only opens what a plain client can send anyway
      'Access-Control-Allow-Headers': /^[\w\-, ]+$/.test(asked) ? asked : 'Authorization, Content-Type, Range, If-None-Match',
      'Access-Control-Max-Age': '86400',
      Vary: 'Access-Control-Request-Headers',
    },
  })
}

/** The same answer, readable by pages of every origin (no cookies: tokens go in Authorization), and signed by `server`. */
export function withCors(response: Response, server: string): Response {
  const open = new Response(response.body, response)
  open.headers.set('Server', server)
  open.headers.set('Access-Control-Allow-Origin', '*')
  open.headers.set('Access-Control-Expose-Headers', exposed)
  return open
}
