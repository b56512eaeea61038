import * as z from 'zod/mini'
import { checkRun, checksAnswer, checkStart, findingsAnswer, repairAnswer, repairRequest, repairsAnswer } from './checks.ts'
import { coverageAnswer } from './coverage.ts'
import { deletedImages, imageHistory, imagePatch, imageRemoval, ownImages, ownImageWhole } from './images.ts'
import { ingestAnswer, ingestLog, ingestRetry, ingestsAnswer } from './ingests.ts'
import { lineageAnswer } from './lineage.ts'
import { namesAnswer, namesSuggestions } from './names.ts'
import {
  expandRequest,
  expansionAnswer,
  lookupRequest,
  runRequest,
  servedTemplate,
  templateCopy,
  templateDraft,
  templatesAnswer,
} from './templates.ts'
import { processingRoutes } from './processing-routes.ts'
import { knownAnswer, knownRequest, uploadLimits, uploadStatus } from './uploads.ts'

/** One parameter of a route, as OpenAPI tells it. */
export interface RouteParameter {
  readonly name: string
  readonly in: 'query' | 'path' | 'header'
  readonly description: string
  readonly required?: boolean
  readonly repeated?: boolean
  readonly type?: 'string' | 'integer' | 'number'
}

/** One answer: its schema (JSON) or its media type (bytes). */
export interface RouteAnswer {
  readonly description: string
  readonly schema?: z.ZodMiniType
  readonly media?: string
}

/** One route of dax that is not a VO standard (those describe themselves in VOSI capabilities). Refusals are the same for all: see error.ts. */
export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete' | 'head'
  readonly path: string
  readonly summary: string
  readonly parameters: readonly RouteParameter[]
  /** JSON that the request carries. */
  readonly body?: z.ZodMiniType
  readonly answers: Readonly<Record<string, RouteAnswer>>
}

/** Search parameters shared with SIA 2.0. */
const searchParameters: readonly RouteParameter[] = [
  { name: 'POS', in: 'query', repeated: true, description: 'CIRCLE ra dec r | RANGE ra1 ra2 dec1 dec2 | POLYGON ra1 dec1 …, ICRS degrees' },
  { name: 'BAND', in: 'query', repeated: true, description: 'Vacuum wavelength or interval in metres' },
  { name: 'TIME', in: 'query', repeated: true, description: 'MJD (UTC) or interval' },
  { name: 'COLLECTION', in: 'query', repeated: true, description: 'obs_collection' },
  { name: 'INSTRUMENT', in: 'query', repeated: true, description: 'instrument_name' },
  { name: 'FACILITY', in: 'query', repeated: true, description: 'facility_name' },
  { name: 'CALIB', in: 'query', repeated: true, type: 'integer', description: 'calib_level' },
  { name: 'DPTYPE', in: 'query', repeated: true, description: 'dataproduct_type' },
  { name: 'TARGET', in: 'query', repeated: true, description: 'target_name' },
  { name: 'ID', in: 'query', repeated: true, description: 'obs_publisher_did' },
  { name: 'EXPTIME', in: 'query', repeated: true, description: 'Exposure time in seconds, or interval' },
  { name: 'FOV', in: 'query', repeated: true, description: 'Field of view in degrees, or interval' },
  { name: 'SPATRES', in: 'query', repeated: true, description: 'Spatial resolution in arcseconds, or interval' },
]

const fileParameters: readonly RouteParameter[] = [
  { name: 'id', in: 'path', required: true, description: 'Number of the image in the archive, or its publisher DID (percent-encoded)' },
  { name: 'Range', in: 'header', description: 'bytes=first-last; one range' },
  { name: 'If-None-Match', in: 'header', description: 'ETag known to the client' },
  { name: 'If-Range', in: 'header', description: 'ETag for which the Range holds' },
]

const templateId: RouteParameter = { name: 'id', in: 'path', required: true, description: 'Id of the template, such as affected-by-node' }
const templateVersion: RouteParameter = { name: 'version', in: 'query', type: 'integer', description: 'An older version; the newest where absent' }
const ifMatch: RouteParameter = { name: 'If-Match', in: 'header', description: 'ETag of the version that is replaced, such as "3"' }

const ingestId: RouteParameter = { name: 'id', in: 'path', required: true, description: 'Id of the upload and of its ingest' }

const imageId: RouteParameter = { name: 'id', in: 'path', required: true, description: 'Number of the image, or its publisher DID (percent-encoded)' }
const checkId: RouteParameter = { name: 'id', in: 'path', required: true, description: 'Id of the run' }

/** All routes, in the order of the document. */
export const routes: readonly Route[] = [
  {
    method: 'get',
    path: '/api/names',
    summary: 'Position of a named object',
    parameters: [
      { name: 'q', in: 'query', description: 'A name: M 31, NGC 1316, Vega, alpha Lyr' },
      { name: 'start', in: 'query', description: 'Instead of q: beginning of a name, for suggestions' },
    ],
    answers: { 200: { description: 'The object (q), or suggestions (start)', schema: z.union([namesAnswer, namesSuggestions]) } },
  },
  {
    method: 'get',
    path: '/api/coverage',
    summary: 'Counts of matching images per HEALPix cell',
    parameters: [{ name: 'order', in: 'query', type: 'integer', description: 'HEALPix order 0 to 8 (default 4)' }, ...searchParameters],
    answers: { 200: { description: 'Cells and counts', schema: coverageAnswer } },
  },
  {
    method: 'get',
    path: '/api/files/{id}',
    summary: 'The image file',
    parameters: fileParameters,
    answers: {
      200: { description: 'The whole file', media: 'application/fits' },
      206: { description: 'The range asked for', media: 'application/fits' },
      304: { description: 'Not changed' },
      416: { description: 'The range lies outside the file' },
    },
  },
  {
    method: 'get',
    path: '/api/previews/{id}',
    summary: 'A picture of the image',
    parameters: [
      { name: 'id', in: 'path', required: true, description: 'Number of the image in the archive, or its publisher DID (percent-encoded)' },
      { name: 'size', in: 'query', type: 'integer', description: 'Longer side in pixels, 16 to 2048 (default 256); raised to the next power of two' },
      { name: 'stretch', in: 'query', description: 'linear, asinh (default), log, sqrt …' },
      { name: 'cuts', in: 'query', description: 'zscale (default) or a percentage such as 99.5' },
      { name: 'colours', in: 'query', description: 'Colour map; gray by default' },
      { name: 'invert', in: 'query', description: 'true or false' },
    ],
    answers: { 200: { description: 'The picture', media: 'image/png' }, 304: { description: 'Not changed' } },
  },
  {
    method: 'get',
    path: '/api/provenance/lineage',
    summary: 'Where things came from, and what came of them (parameters of ProvDAL, in any case; POST as a form too)',
    parameters: [
      {
        name: 'ID',
        in: 'query',
        required: true,
        repeated: true,
        description: 'Publisher DID of an image, id of an entity, activity or agent, or UUID of a dataset',
      },
      { name: 'DEPTH', in: 'query', description: 'Relations to follow: 1 or more, or ALL (default 1)' },
      { name: 'DIRECTION', in: 'query', description: 'BACK (what it was made from; default), FORTH (what came of it), BOTH' },
      { name: 'RESPONSEFORMAT', in: 'query', description: 'GRAPH (default), PROV-JSON, PROV-N' },
      { name: 'LIMIT', in: 'query', type: 'integer', description: 'Nodes told at most, 1 to 5000 (default 1000); the nearest are told' },
      { name: 'AGENT', in: 'query', description: 'Whether agents are told: TRUE (default), FALSE' },
      { name: 'INPUTS', in: 'query', description: 'ALL (default), or ACTUAL: only inputs that were read, not those available or predicted' },
    ],
    answers: {
      200: {
        description: 'The lineage: what the one who asks may see. X-Dax-Truncated says how many things a document tells that was cut at LIMIT',
        schema: lineageAnswer,
      },
    },
  },
  {
    method: 'get',
    path: '/api/provenance/sidecar.schema.json',
    summary: 'JSON Schema of the sidecar <image>.prov.json, which carries provenance along with an image',
    parameters: [],
    answers: { 200: { description: 'The schema', media: 'application/schema+json' } },
  },
  {
    method: 'get',
    path: '/api/provenance/templates',
    summary: 'Query templates: the library’s, one’s own, and those shared with one',
    parameters: [],
    answers: { 200: { description: 'The templates', schema: templatesAnswer } },
  },
  {
    method: 'post',
    path: '/api/provenance/templates',
    summary: 'Save a new template',
    parameters: [],
    body: templateDraft,
    answers: { 201: { description: 'The template, version 1', schema: servedTemplate } },
  },
  {
    method: 'get',
    path: '/api/provenance/templates/{id}',
    summary: 'One template',
    parameters: [templateId, templateVersion],
    answers: { 200: { description: 'The template; its version is the ETag', schema: servedTemplate } },
  },
  {
    method: 'put',
    path: '/api/provenance/templates/{id}',
    summary: 'Change a template: stores its next version, refused (412) where someone else was first',
    parameters: [templateId, ifMatch],
    body: templateDraft,
    answers: { 200: { description: 'The template in its new version', schema: servedTemplate } },
  },
  {
    method: 'delete',
    path: '/api/provenance/templates/{id}',
    summary: 'Take a template away',
    parameters: [templateId, ifMatch],
    answers: { 204: { description: 'It is gone' } },
  },
  {
    method: 'post',
    path: '/api/provenance/templates/{id}/copy',
    summary: 'Copy a template to one’s own',
    parameters: [templateId],
    body: templateCopy,
    answers: { 201: { description: 'The copy', schema: servedTemplate } },
  },
  {
    method: 'post',
    path: '/api/provenance/templates/{id}/expand',
    summary: 'Fill a template: the ADQL that it becomes with these values, and what was bound',
    parameters: [templateId, templateVersion],
    body: expandRequest,
    answers: { 200: { description: 'The query', schema: expansionAnswer } },
  },
  {
    method: 'post',
    path: '/api/provenance/templates/{id}/run',
    summary: 'Fill a template and run it, as TAP would; whoever may see a template may run it, without the right to write queries',
    parameters: [templateId, templateVersion],
    body: runRequest,
    answers: { 200: { description: 'The rows (or their number), in the format asked for', media: 'application/x-votable+xml' } },
  },
  {
    method: 'post',
    path: '/api/provenance/templates/{id}/lookup',
    summary: 'Values for one parameter while a person types; second column, where present, is a label',
    parameters: [templateId, templateVersion],
    body: lookupRequest,
    answers: { 200: { description: 'The values, in the format asked for', media: 'application/x-votable+xml' } },
  },
  ...processingRoutes,
  {
    method: 'get',
    path: '/api/uploads/limits',
    summary: 'What the one who asks may send: sizes, checksums, quota',
    parameters: [],
    answers: { 200: { description: 'Limits and quota', schema: uploadLimits } },
  },
  {
    method: 'post',
    path: '/api/uploads/known',
    summary: 'Which contents the archive has already',
    parameters: [],
    body: knownRequest,
    answers: { 200: { description: 'Those that are images here which one may see', schema: knownAnswer } },
  },
  {
    method: 'post',
    path: '/api/uploads',
    summary: 'Begin an upload (tus 1.0: creation, creation-with-upload, checksum, termination, expiration)',
    parameters: [
      { name: 'Upload-Length', in: 'header', required: true, type: 'integer', description: 'Size of the file in bytes' },
      {
        name: 'Upload-Metadata',
        in: 'header',
        required: true,
        description: 'key base64(value), …: filename; sidecar, collection, visibility, group, storeOnly, sha256',
      },
    ],
    answers: { 201: { description: 'Begun; Location is its address, and its ingest has the same id' } },
  },
  {
    method: 'get',
    path: '/api/uploads/{id}',
    summary: 'How far an upload is (HEAD tells it in headers, as tus wants)',
    parameters: [ingestId],
    answers: { 200: { description: 'Its state', schema: uploadStatus } },
  },
  {
    method: 'patch',
    path: '/api/uploads/{id}',
    summary: 'Send bytes; an answer means that they are on disk',
    parameters: [
      ingestId,
      { name: 'Upload-Offset', in: 'header', required: true, type: 'integer', description: 'Where they go: as many as have come' },
      { name: 'Upload-Checksum', in: 'header', description: 'sha256 or sha1, a blank, and the digest of this request in base64' },
    ],
    answers: {
      204: { description: 'They are on disk' },
      409: { description: 'Another offset is due' },
      423: { description: 'Another client is sending it' },
      460: { description: 'The checksum is wrong; nothing was kept' },
    },
  },
  {
    method: 'delete',
    path: '/api/uploads/{id}',
    summary: 'Cancel an upload',
    parameters: [ingestId],
    answers: { 204: { description: 'It is gone' } },
  },
  {
    method: 'get',
    path: '/api/ingests',
    summary: 'What became of one’s files, newest first',
    parameters: [
      { name: 'id', in: 'query', repeated: true, description: 'Only these, at most 200' },
      { name: 'state', in: 'query', repeated: true, description: 'open, receiving, waiting, running, done, refused, failed, cancelled' },
      { name: 'last', in: 'query', type: 'integer', description: 'How many, 1 to 1000 (default 100)' },
      { name: 'before', in: 'query', description: 'Only those made before this time: created of the last one seen' },
      { name: 'all', in: 'query', description: 'true: everyone’s (administrators)' },
    ],
    answers: { 200: { description: 'Ingests', schema: ingestsAnswer } },
  },
  {
    method: 'get',
    path: '/api/ingests/{id}',
    summary: 'One ingest',
    parameters: [ingestId],
    answers: { 200: { description: 'Its phase and state', schema: ingestAnswer } },
  },
  {
    method: 'get',
    path: '/api/ingests/{id}/log',
    summary: 'Its log; as server-sent events (Accept: text/event-stream) live, until it is over',
    parameters: [ingestId, { name: 'after', in: 'query', type: 'integer', description: 'Number of the last line seen' }],
    answers: { 200: { description: 'The lines', schema: ingestLog } },
  },
  {
    method: 'post',
    path: '/api/ingests/{id}/cancel',
    summary: 'Stop an ingest; refused (409) once the image is in the archive',
    parameters: [ingestId],
    answers: { 200: { description: 'It is cancelled', schema: ingestAnswer } },
  },
  {
    method: 'post',
    path: '/api/ingests/{id}/retry',
    summary: 'Try a refused, failed or kept file again, with other settings where some are given',
    parameters: [ingestId],
    body: ingestRetry,
    answers: { 200: { description: 'It waits for its turn', schema: ingestAnswer } },
  },
  {
    method: 'get',
    path: '/api/images',
    summary: 'One’s own images, newest first',
    parameters: [
      { name: 'q', in: 'query', description: 'Text in name, title, target, collection or publisher DID' },
      { name: 'visibility', in: 'query', description: 'Only those that are private, group or public' },
      { name: 'last', in: 'query', type: 'integer', description: 'How many, 1 to 1000 (default 100)' },
      { name: 'after', in: 'query', description: 'imageId of the last one seen' },
    ],
    answers: { 200: { description: 'Images', schema: ownImages } },
  },
  {
    method: 'get',
    path: '/api/images/deleted',
    summary: 'What stays of one’s own images that were deleted, newest first',
    parameters: [],
    answers: { 200: { description: 'Tombstones', schema: deletedImages } },
  },
  {
    method: 'get',
    path: '/api/images/{id}',
    summary: 'One of one’s own images; its ETag guards a change',
    parameters: [imageId],
    answers: { 200: { description: 'The image', schema: ownImageWhole }, 410: { description: 'It was deleted' } },
  },
  {
    method: 'patch',
    path: '/api/images/{id}',
    summary: 'Change visibility and metadata; what was before is kept',
    parameters: [imageId, ifMatch],
    body: imagePatch,
    answers: { 200: { description: 'The image as it is now', schema: ownImageWhole }, 412: { description: 'Somebody else changed it' } },
  },
  {
    method: 'delete',
    path: '/api/images/{id}',
    summary: 'Delete an image; a tombstone stays',
    parameters: [imageId],
    body: imageRemoval,
    answers: { 204: { description: 'It is gone' } },
  },
  {
    method: 'get',
    path: '/api/images/{id}/history',
    summary: 'What was changed of it, oldest first',
    parameters: [imageId],
    answers: { 200: { description: 'Changes', schema: imageHistory } },
  },
  {
    method: 'get',
    path: '/api/checks',
    summary: 'Consistency checks, newest first (administrators)',
    parameters: [],
    answers: { 200: { description: 'Runs', schema: checksAnswer } },
  },
  {
    method: 'post',
    path: '/api/checks',
    summary: 'Begin a check (administrators)',
    parameters: [],
    body: checkStart,
    answers: { 202: { description: 'It runs', schema: checkRun } },
  },
  {
    method: 'get',
    path: '/api/checks/repairs',
    summary: 'Repairs that were tried, newest first (administrators)',
    parameters: [],
    answers: { 200: { description: 'Repairs', schema: repairsAnswer } },
  },
  {
    method: 'get',
    path: '/api/checks/{id}',
    summary: 'One check (administrators)',
    parameters: [checkId],
    answers: { 200: { description: 'The run', schema: checkRun } },
  },
  {
    method: 'post',
    path: '/api/checks/{id}/cancel',
    summary: 'Stop a check that runs (administrators); what it found stays',
    parameters: [checkId],
    answers: { 200: { description: 'The run', schema: checkRun }, 409: { description: 'It does not run any more' } },
  },
  {
    method: 'get',
    path: '/api/checks/{id}/findings',
    summary: 'What a check found (administrators)',
    parameters: [
      checkId,
      { name: 'kind', in: 'query', description: 'Only findings of this kind' },
      { name: 'open', in: 'query', description: 'true: only those not repaired' },
      { name: 'after', in: 'query', type: 'integer', description: 'no of the last one seen' },
    ],
    answers: { 200: { description: 'Findings, at most 1,000', schema: findingsAnswer } },
  },
  {
    method: 'post',
    path: '/api/checks/{id}/findings/{no}/repair',
    summary: 'Repair a finding (administrators)',
    parameters: [checkId, { name: 'no', in: 'path', required: true, description: 'Number of the finding' }],
    body: repairRequest,
    answers: { 200: { description: 'What was done', schema: repairAnswer } },
  },
]
