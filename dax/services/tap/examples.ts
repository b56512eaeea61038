import { escapeXml } from '../../../vo/votable/xml.ts'

/** One query that a newcomer can run as it stands. */
export interface TapExample {
  /** Fragment identifier in the page. */
  readonly id: string
  readonly name: string
  readonly text: string
  readonly query: string
  /** Tables it reads. */
  readonly tables: readonly string[]
}

/** Examples on the archive's own tables; each runs in seconds on any archive of dax. */
export const tapExamples: readonly TapExample[] = [
  {
    id: 'cone',
    name: 'Images that touch a circle',
    tables: ['ivoa.obscore'],
    text: 'All images whose footprint meets a circle of 0.5 degrees around a position. Give the centre and the radius in degrees, ICRS.',
    query: `SELECT TOP 100 obs_publisher_did, obs_collection, instrument_name, s_ra, s_dec, t_min, em_min, em_max, access_url
FROM ivoa.obscore
WHERE 1 = INTERSECTS(s_region, CIRCLE('ICRS', 150.1, 2.2, 0.5))
ORDER BY t_min`,
  },
  {
    id: 'point',
    name: 'Images that hold a point',
    tables: ['ivoa.obscore'],
    text: 'All images that have seen one position, oldest first: the epochs of a star.',
    query: `SELECT TOP 100 obs_id, calib_level, t_min, t_exptime, access_url
FROM ivoa.obscore
WHERE 1 = CONTAINS(POINT('ICRS', 150.1, 2.2), s_region) AND dataproduct_type = 'image'
ORDER BY t_min`,
  },
  {
    id: 'inventory',
    name: 'What is in the archive',
    tables: ['ivoa.obscore'],
    text: 'How many images each collection and instrument has, and from when to when.',
    query: `SELECT obs_collection, instrument_name, calib_level, COUNT(*) AS n, MIN(t_min) AS first_mjd, MAX(t_max) AS last_mjd
FROM ivoa.obscore
GROUP BY obs_collection, instrument_name, calib_level
ORDER BY n DESC`,
  },
  {
    id: 'band-time',
    name: 'One band in a span of time',
    tables: ['ivoa.obscore'],
    text: 'Images whose passband holds 620 nm (vacuum wavelength in metres), taken in the days after a date (MJD, UTC), longest exposures first.',
    query: `SELECT TOP 50 obs_id, t_min, t_exptime, em_min, em_max, s_resolution
FROM ivoa.obscore
WHERE em_min <= 6.2e-7 AND em_max >= 6.2e-7 AND t_min BETWEEN 58000 AND 65000
ORDER BY t_exptime DESC`,
  },
  {
    id: 'columns',
    name: 'Columns by meaning',
    tables: ['tap_schema.columns'],
    text: 'Every column of the archive that is a position, with its unit and description: found by its UCD.',
    query: `SELECT table_name, column_name, unit, ucd, description
FROM tap_schema.columns
WHERE ucd LIKE 'pos.eq%'
ORDER BY table_name, column_name`,
  },
]

/** DALI examples (RDFa in XHTML, DALI 1.1 §2.3): read by pyvo, TOPCAT and people. */
export function examplesDocument(tapUrl: string, examples: readonly TapExample[] = tapExamples): string {
  const list = examples.map(
    (example) => `<div typeof="example" id="${escapeXml(example.id)}" resource="#${escapeXml(example.id)}">
<h2 property="name">${escapeXml(example.name)}</h2>
<p>${escapeXml(example.text)} It reads ${example.tables.map((table) => `<code property="table">${escapeXml(table)}</code>`).join(', ')}.</p>
<pre property="query">${escapeXml(example.query)}</pre>
</div>`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" lang="en">
<head><meta charset="utf-8"/><title>Example queries</title></head>
<body vocab="http://www.ivoa.net/rdf/examples#">
<h1>Example queries for <code>${escapeXml(tapUrl)}</code></h1>
${list.join('\n')}
</body>
</html>
`
}
