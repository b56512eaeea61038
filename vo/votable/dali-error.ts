import { escapeXml } from './xml.ts'

/** The document by which a DALI service says that it failed, and why. */
export function errorVotable(message: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<VOTABLE xmlns="http://www.ivoa.net/xml/VOTable/v1.3" version="1.4">
<RESOURCE type="results">
<INFO name="QUERY_STATUS" value="ERROR">${escapeXml(message)}</INFO>
</RESOURCE>
</VOTABLE>
`
}
