import { errorVotable } from '../../vo/votable/dali-error.ts'
import { DbError, endlessState } from '../archive/db.ts'
import { Fault, faultStatus, type FaultKind } from '../fault.ts'
import type { DaxPorts } from '../ports.ts'
import { Refusals } from './refusals.ts'

/** The form a protocol gives its refusals: a DALI VOTable (with or without the fault name of SIA and DataLink), the text of SODA, or JSON. */
export type ErrorForm = 'votable' | 'votable-fault' | 'soda' | 'json'

const daliName: Readonly<Record<FaultKind, string>> = {
  usage: 'UsageFault',
  unauthenticated: 'AuthenticationFault',
  forbidden: 'AuthorizationFault',
  notFound: 'NotFoundFault',
  method: 'UsageFault',
  conflict: 'UsageFault',
  changed: 'UsageFault',
  gone: 'NotFoundFault',
  locked: 'TransientFault',
  checksum: 'UsageFault',
  tooLarge: 'UsageFault',
  unsupported: 'UsageFault',
  range: 'UsageFault',
  misdirected: 'UsageFault',
  unprocessable: 'UsageFault',
  quota: 'TransientFault',
  timeout: 'TransientFault',
  transient: 'TransientFault',
  fatal: 'FatalFault',
}

const sodaName: Readonly<Record<FaultKind, string>> = {
  usage: 'UsageError',
  unauthenticated: 'AuthenticationError',
  forbidden: 'AuthorizationError',
  notFound: 'UsageError',
  method: 'UsageError',
  conflict: 'UsageError',
  changed: 'UsageError',
  gone: 'UsageError',
  locked: 'ServiceUnavailable',
  checksum: 'UsageError',
  tooLarge: 'UsageError',
  unsupported: 'UsageError',
  range: 'UsageError',
  misdirected: 'UsageError',
  unprocessable: 'UsageError',
  quota: 'ServiceUnavailable',
  timeout: 'ServiceUnavailable',
  transient: 'ServiceUnavailable',
  fatal: 'Error',
}

/** Anything thrown, as a refusal fit for a client. What is not a Fault is logged under an id, and only that id is told. */
export function faultOf(error: unknown, ports: Pick<DaxPorts, 'log'>, context: Readonly<Record<string, unknown>> = {}): Fault {
  if (error instanceof Fault) return error
  if (error instanceof DbError) {
    const known = faultOfDb(error)
    if (known !== null) return known
  }
  const id = crypto.randomUUID().slice(0, 8)
  ports.log({
    level: 'error',
    event: 'unexpected error',
    id,
    ...context,
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  })
  return new Fault('fatal', `Something failed inside the service; it is logged there as ${id}. Try again, and name this id if you report it.`)
}

/** What a user is told of a database's answer: chosen by kind and SQLSTATE, never its own text. Null: not the user's doing. */
function faultOfDb(error: DbError): Fault | null {
  switch (error.kind) {
    case 'timeout':
    case 'cancelled': // one SQLSTATE for both; a client that cancelled does not read this
      return new Fault(
        'timeout',
        'The query ran longer than the time limit and was stopped. Narrow it, or run it as an asynchronous job with a longer EXECUTIONDURATION.',
      )
    case 'connection':
      return new Fault('transient', 'The database cannot be reached at the moment. Try again in a minute.')
    case 'permission':
      return new Fault('usage', 'The query reads something that is not open to queries.')
    case 'data':
      return new Fault('usage', dataSentence(error.sqlState))
    case 'syntax':
      return error.sqlState !== undefined && ['42883', '42804', '42725', '42846', '42P18'].includes(error.sqlState)
        ? new Fault(
            'usage',
            'The query applies an operator or function to values whose types do not fit each other. Compare numbers with numbers and text with text, or CAST one of them.',
          )
        : null
    case 'unique':
    case 'other':
      if (error.sqlState === endlessState)
        return new Fault(
          'usage',
          'The query would run for minutes, and this database (inside the page) cannot stop a query once it runs. Narrow it: a region, a time, fewer pairs of tables.',
        )
      return error.sqlState?.startsWith('53') === true || error.sqlState?.startsWith('54') === true
        ? new Fault('usage', 'The query needs more memory, space or nesting than the database grants. Narrow it.')
        : null
  }
}

function dataSentence(sqlState: string | undefined): string {
  switch (sqlState) {
    case '22012':
      return 'The query divides by zero for some row. Exclude such rows with WHERE.'
    case '22003':
      return 'A number that the query computes is out of the range of its type.'
    case '2201E':
    case '2201F':
    case '2201G':
      return 'The query takes a logarithm, root or power that is not defined for some row. Exclude such rows with WHERE.'
    case '22P02':
      return 'The query turns a text into a number or date that it does not spell.'
    case '21000':
      return 'A subquery that must give one row gives more than one.'
    default:
      return 'The query computes a value that is not defined for some row.'
  }
}

/** A refusal in the form of its protocol. */
export function renderFault(fault: Fault, form: ErrorForm): Response {
  const status = faultStatus[fault.kind]
  const headers = new Headers({ 'Cache-Control': 'no-store' })
  if (fault.kind === 'transient' || fault.kind === 'timeout') headers.set('Retry-After', '30')
  if (fault.kind === 'locked') headers.set('Retry-After', '3')
  switch (form) {
    case 'votable':
    case 'votable-fault':
      headers.set('Content-Type', 'application/x-votable+xml')
      return new Response(errorVotable(form === 'votable' ? fault.message : `${daliName[fault.kind]}: ${fault.message}`), { status, headers })
    case 'soda':
      headers.set('Content-Type', 'text/plain; charset=utf-8')
      return new Response(`${sodaName[fault.kind]}: ${fault.message}\n`, { status, headers })
    case 'json': {
      headers.set('Content-Type', 'application/json')
      const all = fault instanceof Refusals ? fault.all : [fault]
      return new Response(JSON.stringify({ detail: all.map(({ message, loc }) => ({ msg: message, type: fault.kind, loc })) }), { status, headers })
    }
  }
}
