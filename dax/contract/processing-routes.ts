import { arrowMedia, nightsAnswer } from './processing.ts'
import type { Route, RouteParameter } from './routes.ts'

const dayObs: RouteParameter = { name: 'day_obs', in: 'path', required: true, type: 'integer', description: 'The night, YYYYMMDD (date at UTC−12 h)' }

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
]
