/** A refusal that a client is told about, whatever the protocol: each service renders it in its own form (DALI VOTable, text, JSON). */
export class Fault extends Error {
  readonly kind: FaultKind
  /** Which input, as a path: ['query', 'MAXREC']. */
  readonly loc: readonly string[]
  constructor(kind: FaultKind, message: string, loc: readonly string[] = []) {
    super(message)
    this.name = 'Fault'
    this.kind = kind
    this.loc = loc
  }
}

/** usage = the request is wrong (400); notFound 404; method 405; conflict 409 (the name is taken); changed 412 (someone else changed it meanwhile); gone 410 (it was here); locked 423 (someone else is at it); checksum 460 (bytes were changed on their way); tooLarge 413; unsupported 415; range 416; misdirected 421 (asked for under a name that is not ours); unprocessable 422 (well-formed, and not acceptable); quota 429; timeout and transient 503; fatal = ours (500, logged). */
export type FaultKind =
  | 'usage'
  | 'unauthenticated'
  | 'forbidden'
  | 'notFound'
  | 'method'
  | 'conflict'
  | 'changed'
  | 'gone'
  | 'locked'
  | 'checksum'
  | 'tooLarge'
  | 'unsupported'
  | 'range'
  | 'misdirected'
  | 'unprocessable'
  | 'quota'
  | 'timeout'
  | 'transient'
  | 'fatal'

export const faultStatus: Readonly<Record<FaultKind, number>> = {
  usage: 400,
  unauthenticated: 401,
  forbidden: 403,
  notFound: 404,
  method: 405,
  conflict: 409,
  changed: 412,
  gone: 410,
  locked: 423,
  checksum: 460,
  tooLarge: 413,
  unsupported: 415,
  range: 416,
  misdirected: 421,
  unprocessable: 422,
  quota: 429,
  timeout: 503,
  transient: 503,
  fatal: 500,
}
