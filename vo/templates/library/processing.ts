import type { ExampleFacts } from './example-facts.ts'
import { detectorParameter, nightParameter, visitParameter } from './parameters.ts'
import type { LibraryTemplate } from './parameters.ts'

const night = nightParameter({ help: 'Observing day; empty = all' })

const product = {
  name: 'product',
  type: 'enum',
  label: 'Product',
  help: 'Of what an attempt delivers; empty = any',
  options: [
    { value: 'alerts', label: 'Alerts' },
    { value: 'images', label: 'Images' },
    { value: 'catalogue', label: 'Catalogue rows' },
    { value: 'provenance', label: 'Provenance' },
  ],
} as const

/** Attempts that took {latency} and more up to one of their times. */
function slowAttempts(until: string, where: string): string {
  return `SELECT a.visit, a.detector, a.attempt, a.reason, (${until} - v.end_mjd_tai) * 86400 AS latency_seconds,
  (a.started_mjd_tai - v.end_mjd_tai) * 86400 AS waited_seconds, (a.ended_mjd_tai - a.started_mjd_tai) * 86400 AS run_seconds, a.status, a.node, a.attempt_id, a.quantum_id
FROM ap.attempt AS a JOIN ap.visit AS v ON v.visit = a.visit
WHERE ${where} AND (${until} - v.end_mjd_tai) * 86400 >= {latency} [[AND a.day_obs = {day_obs}]] [[AND a.reason = {reason}]]`
}

/** What became of a night: what failed, waited, came out of order, was mended, is owed. Each row names an attempt. Times of these tables are TAI. */
export function processingTemplates(facts: ExampleFacts): readonly LibraryTemplate[] {
  return [
    {
      id: 'never-retried',
      title: 'Failed and never retried',
      question: 'Which images failed, and nobody tried again?',
      parameters: [
        night,
        { name: 'exception', type: 'text', label: 'Exception', help: 'Part of the exception’s class or message', ucd: 'meta.code.error' },
      ],
      adql: `SELECT a.visit, a.detector, a.attempt, a.reason, a.status, a.exception_type, a.exception_message, a.node, a.version, a.ended_mjd_tai, a.attempt_id, a.quantum_id
FROM ap.attempt AS a
WHERE a.status < 0 AND a.status <> -2 [[AND a.day_obs = {day_obs}]]
  [[AND (a.exception_type ILIKE '%' || {exception} || '%' OR a.exception_message ILIKE '%' || {exception} || '%')]]
  AND NOT EXISTS (SELECT 1 FROM ap.attempt AS b WHERE b.visit = a.visit AND b.detector = a.detector AND b.attempt > a.attempt)
ORDER BY visit, detector`,
      tables: ['ap.attempt'],
      show: 'table',
      example: { day_obs: facts.night },
    },
    {
      id: 'overtaken',
      title: 'Overtaken by later visits',
      question: 'Which images were processed after a later one of the same place, and by how much?',
      parameters: [
        night,
        {
          name: 'lag',
          type: 'double',
          label: 'Least lag',
          help: 'How long, at least, after the first later visit',
          unit: 's',
          ucd: 'time.duration',
          min: '0',
          default: '0',
          required: true,
        },
        { name: 'visits', type: 'int', label: 'Least visits', help: 'How many later visits, at least, were stored before', min: '1' },
      ],
      adql: `SELECT i.visit, i.detector, i.attempt, MAX(i.late_seconds) AS late_seconds, MAX(i.overtaken_by) AS overtaken_by, COUNT(*) AS places
FROM ap.cell_inversion AS i
WHERE i.overtaken_by > 0 AND i.late_seconds >= {lag} [[AND i.day_obs = {day_obs}]] [[AND i.overtaken_by >= {visits}]]
GROUP BY i.visit, i.detector, i.attempt
ORDER BY late_seconds DESC, visit, detector`,
      tables: ['ap.cell_inversion'],
      show: 'table',
      example: { day_obs: facts.night },
    },
    {
      id: 'slowest',
      title: 'Slowest',
      question: 'Which images took longest from the end of the exposure?',
      parameters: [
        night,
        {
          name: 'latency',
          type: 'double',
          label: 'Least latency',
          help: 'From the end of the exposure to the store (to the end of the attempt, where nothing was stored); Alert Production is to take 60 s',
          unit: 's',
          ucd: 'time.duration',
          default: '300',
          required: true,
        },
        {
          name: 'reason',
          type: 'enum',
          label: 'Why it ran',
          help: 'Empty = any',
          options: [{ value: 'prompt' }, { value: 'retry' }, { value: 'catch-up' }, { value: 'reprocess' }],
        },
      ],
      adql: `${slowAttempts('a.stored_mjd_tai', 'a.stored_mjd_tai IS NOT NULL')}
UNION ALL ${slowAttempts('a.ended_mjd_tai', 'a.stored_mjd_tai IS NULL')}
ORDER BY latency_seconds DESC, visit, detector`,
      tables: ['ap.attempt', 'ap.visit'],
      show: 'table',
      example: { day_obs: facts.night, reason: 'prompt' },
    },
    {
      id: 'mended',
      title: 'What catch-up mended',
      question: 'What did a later attempt deliver that the first ones had not?',
      parameters: [
        night,
        {
          name: 'reason',
          type: 'enum',
          label: 'By',
          help: 'Why the later attempt ran; empty = any',
          options: [
            { value: 'catch-up', label: 'Catch-up' },
            { value: 'retry', label: 'Retry' },
            { value: 'reprocess', label: 'Reprocessing' },
          ],
        },
        product,
      ],
      adql: `SELECT b.visit, b.detector, b.attempt, b.reason, d.product, d.n, d.at_mjd_tai AS mended_mjd_tai, MIN(f.why) AS why_not_before, b.node, b.version, b.attempt_id
FROM ap.attempt AS b
  JOIN ap.delivery AS d ON d.attempt_id = b.attempt_id AND d.state = 'delivered'
  JOIN ap.attempt AS a ON a.visit = b.visit AND a.detector = b.detector AND a.attempt < b.attempt
  JOIN ap.delivery AS f ON f.attempt_id = a.attempt_id AND f.product = d.product AND f.state IN ('failed', 'pending')
WHERE b.attempt > 1 [[AND b.day_obs = {day_obs}]] [[AND b.reason = {reason}]] [[AND d.product = {product}]]
GROUP BY b.visit, b.detector, b.attempt, b.reason, d.product, d.n, d.at_mjd_tai, b.node, b.version, b.attempt_id
ORDER BY 1, 2, 3, 5`,
      tables: ['ap.attempt', 'ap.delivery'],
      show: 'table',
      example: { day_obs: facts.night, reason: 'catch-up' },
    },
    {
      id: 'still-owed',
      title: 'What is still owed',
      question: 'Which products has no attempt delivered, and nobody decided to withhold?',
      parameters: [night, product],
      adql: `SELECT a.visit, a.detector, a.attempt, a.reason, d.product, d.state, d.why, a.status, a.node, a.version, a.attempt_id, a.quantum_id
FROM ap.delivery AS d JOIN ap.attempt AS a ON a.attempt_id = d.attempt_id
WHERE d.state IN ('failed', 'pending') [[AND a.day_obs = {day_obs}]] [[AND d.product = {product}]]
  AND NOT EXISTS (SELECT 1 FROM ap.attempt AS b JOIN ap.delivery AS e ON e.attempt_id = b.attempt_id
    WHERE b.visit = a.visit AND b.detector = a.detector AND e.product = d.product AND (e.state IN ('delivered', 'withheld') OR b.attempt > a.attempt))
ORDER BY visit, detector, product`,
      tables: ['ap.attempt', 'ap.delivery'],
      show: 'table',
      example: { day_obs: facts.night },
    },
    {
      id: 'places-out-of-order',
      title: 'Places out of order',
      question: 'At which places on the sky was the order of a night broken most?',
      parameters: [
        night,
        visitParameter({ help: 'Only places that this visit saw' }),
        detectorParameter({ help: 'Only places that this detector of the visits saw' }),
      ],
      adql: `SELECT i.cell, COUNT(*) AS visits, SUM(i.overtaken_by) AS inversions, MAX(i.overtaken_by) AS overtaken_by, MAX(i.late_seconds) AS late_seconds
FROM ap.cell_inversion AS i
WHERE i.overtaken_by > 0 [[AND i.day_obs = {day_obs}]] [[AND i.visit = {visit}]] [[AND i.detector = {detector}]]
GROUP BY i.cell
ORDER BY inversions DESC, cell`,
      tables: ['ap.cell_inversion'],
      show: 'table',
      example: { day_obs: facts.night },
    },
    {
      id: 'order-at-place',
      title: 'Order at a place',
      question: 'In which order were the images of this place observed, and in which processed?',
      parameters: [
        {
          name: 'cell',
          type: 'int',
          label: 'Cell',
          help: 'HEALPix cell of order 9, nested; "Places out of order" lists them',
          ucd: 'pos.healpix',
          min: '0',
          max: '3145727',
          required: true,
        },
        night,
      ],
      adql: `SELECT o.visit, o.detector, o.attempt, o.band, o.observed_rank, o.processed_rank, o.made_rank, o.replicated_rank, o.overtaken_by, o.overtook, o.late_seconds,
  o.latency_seconds, o.is_tie, o.is_missing, o.is_impossible, o.observed_mjd_tai, o.stored_mjd_tai, o.clock, o.day_obs
FROM ap.cell_order AS o
WHERE o.cell = {cell} [[AND o.day_obs = {day_obs}]]
ORDER BY observed_mjd_tai`,
      tables: ['ap.cell_order'],
      show: 'table',
      example: { cell: facts.place },
    },
  ]
}
