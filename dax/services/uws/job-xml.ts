import { escapeXml } from '../../../vo/votable/xml.ts'
import { element } from '../xml.ts'
import { isActive, type Job } from './job.ts'

const namespaces =
  'xmlns:uws="http://www.ivoa.net/xml/UWS/v1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
const head = '<?xml version="1.0" encoding="UTF-8"?>\n'

/** The job as UWS 1.1 XML; `url` is the job's own address, without a slash at the end. */
export function jobDocument(job: Job, url: string): string {
  return `${head}<uws:job ${namespaces} version="1.1">
${element('uws:jobId', job.id)}
${job.runId === null ? '' : element('uws:runId', job.runId)}
${nillable('uws:ownerId', job.owner)}
${element('uws:phase', job.phase)}
${nillable('uws:quote', null)}
${element('uws:creationTime', job.created.toISOString())}
${nillable('uws:startTime', job.started?.toISOString() ?? null)}
${nillable('uws:endTime', job.ended?.toISOString() ?? null)}
${element('uws:executionDuration', String(job.durationS))}
${element('uws:destruction', job.destruction.toISOString())}
${parameterList(job, '')}
${isActive(job.phase) ? '<uws:results/>' : resultList(job, url, '')}
${errorSummary(job)}
</uws:job>
`
}

/** The parameters alone. */
export function parametersDocument(job: Job): string {
  return `${head}${parameterList(job, ` ${namespaces}`)}\n`
}

/** The results alone. */
export function resultsDocument(job: Job, url: string): string {
  return `${head}${resultList(job, url, ` ${namespaces}`)}\n`
}

/** A list of jobs, in the order given; `url` is the address of the list. */
export function jobListDocument(jobs: readonly Job[], url: string): string {
  const refs = jobs.map(
    (job) =>
      `<uws:jobref id="${escapeXml(job.id)}" xlink:href="${escapeXml(`${url}/${job.id}`)}">${element('uws:phase', job.phase)}${
        job.runId === null ? '' : element('uws:runId', job.runId)
      }${nillable('uws:ownerId', job.owner)}${element('uws:creationTime', job.created.toISOString())}</uws:jobref>`,
  )
  return `${head}<uws:jobs ${namespaces} version="1.1">\n${refs.join('\n')}\n</uws:jobs>\n`
}

function parameterList(job: Job, attributes: string): string {
  const list = job.parameters.map(([name, value]) => `<uws:parameter id="${escapeXml(name)}">${escapeXml(value)}</uws:parameter>`)
  return `<uws:parameters${attributes}>${list.join('')}</uws:parameters>`
}

function resultList(job: Job, url: string, attributes: string): string {
  const list = job.results.map(
    (result) =>
      `<uws:result id="${escapeXml(result.id)}" xlink:type="simple" xlink:href="${escapeXml(`${url}/results/${result.id}`)}" size="${result.size}" mime-type="${escapeXml(result.contentType)}"/>`,
  )
  return `<uws:results${attributes}>${list.join('')}</uws:results>`
}

function errorSummary(job: Job): string {
  if (job.error === null) return ''
  return `<uws:errorSummary type="${job.error.transient ? 'transient' : 'fatal'}" hasDetail="true">${element('uws:message', job.error.message)}</uws:errorSummary>`
}

function nillable(name: string, text: string | null): string {
  return text === null ? `<${name} xsi:nil="true"/>` : element(name, text)
}
