import { escapeXml } from '../../../vo/votable/xml.ts'

/** One interface of a capability: where it answers, and whether that address is the whole or a base. */
export interface Capability {
  readonly standardId: string
  readonly url: string
  readonly use: 'full' | 'base' | 'dir'
  readonly version?: string
  /** xsi:type of the capability with its namespace declarations, e.g. TAPRegExt's. */
  readonly type?: string
  /** XML inside the interface (parameters) and after it (languages, limits). Already escaped. */
  readonly inside?: string
  readonly after?: string
}

/** A VOSI capabilities document (VOResource 1.1); the VOSI capabilities of the service itself are added. `url` = address of the service. */
export function capabilitiesDocument(url: string, capabilities: readonly Capability[]): string {
  const own: readonly Capability[] = [
    { standardId: 'ivo://ivoa.net/std/VOSI#capabilities', url: `${url}/capabilities`, use: 'full' },
    { standardId: 'ivo://ivoa.net/std/VOSI#availability', url: `${url}/availability`, use: 'full' },
  ]
  return `<?xml version="1.0" encoding="UTF-8"?>
<vosi:capabilities xmlns:vosi="http://www.ivoa.net/xml/VOSICapabilities/v1.0" xmlns:vr="http://www.ivoa.net/xml/VOResource/v1.0" xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1" xmlns:tr="http://www.ivoa.net/xml/TAPRegExt/v1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
${[...own, ...capabilities].map(capability).join('\n')}
</vosi:capabilities>
`
}

function capability(one: Capability): string {
  const version = one.version === undefined ? '' : ` version="${one.version}"`
  return `<capability standardID="${one.standardId}"${one.type === undefined ? '' : ` xsi:type="${one.type}"`}>
<interface xsi:type="vs:ParamHTTP" role="std"${version}><accessURL use="${one.use}">${escapeXml(one.url)}</accessURL>${one.inside ?? ''}</interface>
${one.after ?? ''}</capability>`
}
