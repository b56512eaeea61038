import type { ExampleFacts } from './example-facts.ts'
import { nightParameter, within } from './parameters.ts'
import type { LibraryTemplate } from './parameters.ts'

/** In which order the pipeline worked, and what it delivered. Times of these tables are TAI. */
export function orderTemplates(facts: ExampleFacts): readonly LibraryTemplate[] {
  return [
    {
      id: 'proc-order-of-object',
      title: 'Order of an object’s sources',
      question: 'In which order were the sources of this object processed, and in which observed?',
      parameters: [
        { name: 'object', type: 'long', label: 'Object', help: 'dia_object_id or ss_object_id, 64-bit', ucd: 'meta.id', required: true },
        {
          name: 'clock',
          type: 'enum',
          label: 'Clock',
          help: 'What counts as processed. The object’s own clock is the recorded rank where there is one, else when it was stored',
          options: [
            { value: 'own', label: 'The object’s own' },
            { value: 'explicit', label: 'Recorded rank' },
            { value: 'stored', label: 'Record stored' },
            { value: 'made', label: 'Record made' },
            { value: 'replicated', label: 'Record replicated' },
          ],
          default: 'own',
          required: true,
        },
      ],
      adql: `SELECT o.dia_source_id, o.visit, o.detector, o.band, o.observed_mjd_tai,
  CASE {clock} WHEN 'made' THEN o.made_mjd_tai WHEN 'replicated' THEN o.replicated_mjd_tai ELSE o.stored_mjd_tai END AS clock_mjd_tai, o.clock AS own_clock, o.observed_rank,
  CASE {clock} WHEN 'explicit' THEN o.explicit_rank WHEN 'stored' THEN o.stored_rank WHEN 'made' THEN o.made_rank WHEN 'replicated' THEN o.replicated_rank
    ELSE o.processed_rank END AS processed_rank, o.overtaken_by, o.overtook, o.is_precovery, o.is_tie, o.is_missing, o.is_impossible,
  (CASE {clock} WHEN 'made' THEN o.made_mjd_tai WHEN 'replicated' THEN o.replicated_mjd_tai ELSE o.stored_mjd_tai END - o.observed_mjd_tai) * 86400 AS latency_seconds, o.snr
FROM ap.object_order AS o
WHERE o.object_id = {object}
ORDER BY processed_rank, observed_rank`,
      tables: ['ap.object_order'],
      show: 'table',
      example: { object: facts.diaObject },
    },
    {
      id: 'out-of-order',
      title: 'Processed out of order',
      question: 'Which images were processed after a later one of the same place?',
      parameters: [
        nightParameter({ help: 'Observing day of the earlier image; empty = all' }),
        {
          name: 'observed',
          type: 'time_range',
          label: 'Observed',
          help: 'When the earlier image was taken, from/to, half-open; ISO 8601 or MJD, UTC unless you write TAI',
          unit: 'd',
          ucd: 'time.epoch',
          scale: 'tai',
        },
        {
          name: 'region',
          type: 'region',
          label: 'Region',
          help: 'Only where they share a source here: circle or polygon, ICRS degrees',
          ucd: 'pos.eq',
        },
        {
          name: 'lag',
          type: 'double',
          label: 'Least lag',
          help: 'How much later, at least, the earlier image was stored',
          unit: 's',
          ucd: 'time.duration',
          min: '0',
          default: '0',
          required: true,
        },
      ],
      adql: `SELECT a.visit, a.detector, b.visit AS overtaken_by_visit, b.detector AS overtaken_by_detector, COUNT(DISTINCT a.dia_object_id) AS shared_objects,
  MIN(a.midpoint_mjd_tai) AS observed_mjd_tai, MIN(b.midpoint_mjd_tai) AS later_observed_mjd_tai, MAX(a.time_stored_mjd_tai) AS stored_mjd_tai,
  MIN(b.time_stored_mjd_tai) AS later_stored_mjd_tai, MAX(a.time_stored_mjd_tai - b.time_stored_mjd_tai) * 86400 AS lag_seconds
FROM ap.dia_source AS a
  JOIN ap.dia_source AS b ON b.dia_object_id = a.dia_object_id AND b.prv_proc_order < a.prv_proc_order
    AND b.midpoint_mjd_tai > a.midpoint_mjd_tai AND b.time_stored_mjd_tai < a.time_stored_mjd_tai
    AND b.time_stored_mjd_tai > b.midpoint_mjd_tai
WHERE (a.time_stored_mjd_tai - b.time_stored_mjd_tai) * 86400 >= {lag}
  [[AND a.visit IN (SELECT v.visit FROM ap.visit AS v WHERE v.day_obs = {day_obs})]]
${within('a.midpoint_mjd_tai', 'observed')}
  [[AND 1 = CONTAINS(POINT('ICRS', a.ra, a.dec), {region})]]
GROUP BY a.visit, a.detector, b.visit, b.detector
ORDER BY 1, 2, later_stored_mjd_tai`,
      tables: ['ap.dia_source', 'ap.visit'],
      show: 'table',
      example: { day_obs: facts.night },
    },
    {
      id: 'reassociated-sources',
      title: 'Reassociated sources',
      question: 'Which sources were moved to a solar-system object later?',
      parameters: [
        {
          name: 'moved',
          type: 'time_range',
          label: 'Moved',
          help: 'When, from/to, half-open; ISO 8601 or MJD, UTC unless you write TAI',
          unit: 'd',
          ucd: 'time.epoch',
          scale: 'tai',
        },
        { name: 'object', type: 'long', label: 'Solar-system object', help: 'ss_object_id; empty = all', ucd: 'meta.id' },
      ],
      adql: `SELECT s.dia_source_id, s.ss_object_id, s.dia_object_id, s.visit, s.detector, s.band, s.ra, s.dec, s.midpoint_mjd_tai, s.ss_object_reassoc_time_mjd_tai
FROM ap.dia_source AS s
WHERE s.ss_object_reassoc_time_mjd_tai IS NOT NULL [[AND s.ss_object_id = {object}]]
${within('s.ss_object_reassoc_time_mjd_tai', 'moved')}
ORDER BY ss_object_id, midpoint_mjd_tai`,
      tables: ['ap.dia_source'],
      show: 'table',
      example: { moved: facts.span },
    },
    {
      id: 'alerts-without',
      title: 'Alerts without the rest',
      question: 'Where did alerts go out, and images or other products not?',
      parameters: [
        nightParameter({ help: 'Observing day; empty = all' }),
        {
          name: 'product',
          type: 'enum',
          label: 'What did not follow',
          help: 'Product that was not delivered; empty = any',
          options: [
            { value: 'images', label: 'Images' },
            { value: 'catalogue', label: 'Catalogue rows' },
            { value: 'provenance', label: 'Provenance' },
          ],
        },
      ],
      adql: `SELECT a.visit, a.detector, a.attempt, a.reason, d.product, d.state, d.why, l.at_mjd_tai AS alerts_mjd_tai, l.n AS alerts, a.node, a.version, a.attempt_id, a.quantum_id
FROM ap.attempt AS a
  JOIN ap.delivery AS l ON l.attempt_id = a.attempt_id AND l.product = 'alerts' AND l.state = 'delivered'
  JOIN ap.delivery AS d ON d.attempt_id = a.attempt_id AND d.product <> 'alerts' AND d.state <> 'delivered'
WHERE 1 = 1 [[AND a.day_obs = {day_obs}]] [[AND d.product = {product}]]
ORDER BY 1, 2, 3, 5`,
      tables: ['ap.attempt', 'ap.delivery'],
      show: 'table',
      example: { day_obs: facts.night },
    },
  ]
}
