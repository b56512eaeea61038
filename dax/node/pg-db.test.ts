import { dbContract } from '../archive/testing/db-contract.ts'
import { testPostgres } from './testing/test-postgres.ts'

dbContract('PostgreSQL', testPostgres, { cancels: true, pulls: true })
