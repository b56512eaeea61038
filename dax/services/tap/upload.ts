import type { TableDoc } from '../../../vo/table/catalog.ts'
import type { Sql } from '../../archive/db.ts'
export interface UploadedTable { readonly doc: TableDoc; load(tx: Sql): Promise<void> }
export async function readUpload(_table: string, _bytes: Uint8Array): Promise<UploadedTable> {
  throw new Error('not yet')
}
