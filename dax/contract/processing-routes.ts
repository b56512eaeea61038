import { arrowMedia, nightsAnswer } from './processing.ts'
import { noteDraft, noteHistory, notesAnswer, servedNote } from './notes.ts'
import { reportAnswer, reportBatch } from './reports.ts'
import type { Route, RouteParameter } from './routes.ts'

const dayObs: RouteParameter = { name: 'day_obs', in: 'path', required: true, type: 'integer', description: 'The night, YYYYMMDD (date at UTC−12 h)' }

const noteId: RouteParameter = { name: 'id', in: 'path', required: true, description: 'Id of the note' }

/** Routes of the processing log. */
export const processingRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/api/processing/nights',
    summary: 'Nights of the processing log, with what is done and what is owed',
    parameters: [],
    answers: { 200: { description: 'The nights, newest first', schema: nightsAnswer } },
  },
  {
    method: 'get',
    path: '/api/processing/nights/{day_obs}',
    summary: 'The log of one night in columns: visits, attempts and deliveries, each a stream of Arrow IPC, one after the other',
    parameters: [
      dayObs,
      { name: 'table', in: 'query', description: 'One table alone, for readers of a single Arrow stream: visits, attempts or deliveries' },
    ],
    answers: { 200: { description: 'Arrow IPC streams; what is missing is null', media: arrowMedia } },
  },
  {
    method: 'get',
    path: '/api/processing/nights/{day_obs}/live',
    summary: 'Changes of a night as server-sent events: visit, attempt, delivery or note, with the thing as it is since; reset = read the night anew',
    parameters: [
      dayObs,
      {
        name: 'after',
        in: 'query',
        type: 'integer',
        description: 'Number of the last change known (the id of an event, or change in the metadata of the columns); from now on where absent',
      },
      { name: 'Last-Event-ID', in: 'header', description: 'The same, as browsers send it when they connect again' },
    ],
    answers: { 200: { description: 'Events for as long as they are read; a comment at least every 10 s', media: 'text/event-stream' } },
  },
  {
    method: 'post',
    path: '/api/processing/reports',
    summary:
      'Report visits, attempts and deliveries as they happen (scope write:processing): each as it stands, at most 5000; all are taken or none, and again is no harm',
    parameters: [],
    body: reportBatch,
    answers: { 200: { description: 'What was new, changed, or known already', schema: reportAnswer } },
  },
  {
    method: 'get',
    path: '/api/processing/notes',
    summary: 'Notes of a night',
    parameters: [{ ...dayObs, in: 'query' }],
    answers: { 200: { description: 'The notes, oldest first', schema: notesAnswer } },
  },
  {
    method: 'post',
    path: '/api/processing/notes',
    summary: 'Write a note on a visit, a detector, an attempt or a time range',
    parameters: [],
    body: noteDraft,
    answers: { 201: { description: 'The note', schema: servedNote } },
  },
  {
    method: 'get',
    path: '/api/processing/notes/{id}',
    summary: 'One note',
    parameters: [noteId],
    answers: { 200: { description: 'The note', schema: servedNote } },
  },
  {
    method: 'get',
    path: '/api/processing/notes/{id}/history',
    summary: 'Every version of a note, also after it was deleted',
    parameters: [noteId],
    answers: { 200: { description: 'The versions, oldest first', schema: noteHistory } },
  },
  {
    method: 'put',
    path: '/api/processing/notes/{id}',
    summary: 'Change one’s own note; with version in the body, refused (412) where somebody was there before',
    parameters: [noteId],
    body: noteDraft,
    answers: { 200: { description: 'The note in its new version', schema: servedNote } },
  },
  {
    method: 'delete',
    path: '/api/processing/notes/{id}',
    summary: 'Take one’s own note away',
    parameters: [noteId],
    answers: { 204: { description: 'It is gone; its history stays' } },
  },
]
