import type { CheckFinding, CheckRun, RepairAnswer } from '../../contract/checks.ts'
import type { Sql } from '../db.ts'

const iso = (column: string): string => `to_json(${column})#>>'{}'`

type Told = 'progress' | 'looked' | 'findings' | 'repaired'
const countsSql = (repaired: string): string =>
  `(SELECT jsonb_object_agg(k.kind, k.n)::text FROM (SELECT f.kind, count(*) AS n FROM dax.check_finding f WHERE f.run_id = r.run_id AND f.repaired_at ${repaired} GROUP BY f.kind) k)`

/** Runs, newest first; or one. */
export async function checkRuns(sql: Sql, id: string | null): Promise<readonly CheckRun[]> {
  const rows = await sql.rows<Omit<CheckRun, Told> & Readonly<Record<Told, string | null>>>(
    `SELECT r.run_id AS id, ${iso('r.started_at')} AS started, ${iso('r.ended_at')} AS ended, r.who, r.deep, r.state, r.message, r.looked::text AS looked,
       CASE r.state WHEN 'running' THEN r.progress::text END AS progress, ${countsSql('IS NULL')} AS findings, ${countsSql('IS NOT NULL')} AS repaired
     FROM dax.check_run r WHERE $1::text IS NULL OR r.run_id = $1 ORDER BY r.started_at DESC LIMIT 100`,
    [id],
  )
  return rows.map((row) => ({
    ...row,
    progress: JSON.parse(row.progress ?? 'null'),
    looked: JSON.parse(row.looked ?? '{}'),
    findings: JSON.parse(row.findings ?? '{}'),
    repaired: JSON.parse(row.repaired ?? '{}'),
  }))
}

export interface FindingFilter {
  readonly run: string
  readonly kind?: string
  readonly no?: number
  /** Only those not repaired. */
  readonly open?: boolean
  readonly after?: number
  readonly last: number
}

/** Findings of a run in order, one more than asked for where there are more. */
export async function checkFindings(sql: Sql, filter: FindingFilter): Promise<readonly CheckFinding[]> {
  const rows = await sql.rows<Omit<CheckFinding, 'no' | 'repairs'> & { no: bigint; repairs: string }>(
    `SELECT finding_no AS no, kind, subject, message, repairs::text AS repairs, ${iso('repaired_at')} AS repaired FROM dax.check_finding
     WHERE run_id = $1 AND ($2::text IS NULL OR kind = $2) AND ($3::bigint IS NULL OR finding_no = $3::bigint) AND finding_no > $4::bigint AND (NOT $5::boolean OR repaired_at IS NULL)
     ORDER BY finding_no LIMIT $6::int`,
    [
      filter.run,
      filter.kind ?? null,
      filter.no === undefined ? null : BigInt(filter.no),
      BigInt(filter.after ?? 0),
      filter.open === true,
      filter.last + 1,
    ],
  )
  return rows.map((row) => ({ ...row, no: Number(row.no), repairs: JSON.parse(row.repairs) }))
}

/** Writes down a repair that was tried; a done one marks its finding. */
export async function logRepair(
  sql: Sql,
  one: {
    readonly who: string | null
    readonly run: string
    readonly finding: CheckFinding
    readonly repair: string
    readonly outcome: 'done' | 'failed'
    readonly message: string
  },
): Promise<RepairAnswer> {
  const [row] = await sql.rows<Omit<RepairAnswer, 'no'> & { no: bigint }>(
    `INSERT INTO dax.repair (who, run_id, kind, subject, repair, outcome, message) VALUES ($1, $2, $3, $4, $5, $6, $7)
     RETURNING repair_no AS no, ${iso('at')} AS at, who, kind, subject, repair, outcome, message`,
    [one.who, one.run, one.finding.kind, one.finding.subject, one.repair, one.outcome, one.message],
  )
  if (one.outcome === 'done')
    await sql.query('UPDATE dax.check_finding SET repaired_at = clock_timestamp() WHERE run_id = $1 AND finding_no = $2::bigint', [
      one.run,
      BigInt(one.finding.no),
    ])
  return { ...row!, no: Number(row!.no) }
}

export async function repairLog(sql: Sql): Promise<readonly RepairAnswer[]> {
  const rows = await sql.rows<Omit<RepairAnswer, 'no'> & { no: bigint }>(
    `SELECT repair_no AS no, ${iso('at')} AS at, who, kind, subject, repair, outcome, message FROM dax.repair ORDER BY repair_no DESC LIMIT 1000`,
  )
  return rows.map((row) => ({ ...row, no: Number(row.no) }))
}
