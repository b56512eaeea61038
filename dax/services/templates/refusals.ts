/** Several refusals of one request, told together: one for each field that is wrong. */
export class Refusals extends Error {
  readonly all: readonly { readonly message: string; readonly loc: readonly string[] }[]
  constructor(all: Refusals['all']) {
    super(all.map((one) => one.message).join('\n'))
    this.name = 'Refusals'
    this.all = all
  }

  /** 400, in the shape of all refusals. */
  response(): Response {
    const detail = this.all.map((one) => ({ msg: one.message, type: 'usage', loc: one.loc }))
    return new Response(JSON.stringify({ detail }), { status: 400, headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' } })
  }
}
