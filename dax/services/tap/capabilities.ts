import type { DaxConfig } from '../../ports.ts'
import { outputFormats } from '../response-format.ts'
import { capabilitiesDocument } from '../vosi/capabilities.ts'
import { element } from '../xml.ts'

const features = {
  'features-adqlgeo': ['POINT', 'CIRCLE', 'BOX', 'POLYGON', 'CONTAINS', 'INTERSECTS', 'DISTANCE', 'AREA', 'CENTROID', 'COORD1', 'COORD2', 'COORDSYS'],
  'features-adql-string': ['LOWER', 'UPPER', 'ILIKE'],
  'features-adql-offset': ['OFFSET'],
  'features-adql-sets': ['UNION', 'EXCEPT', 'INTERSECT'],
  'features-adql-common-table': ['WITH'],
  'features-adql-type': ['CAST'],
  'features-adql-unit': ['IN_UNIT'],
  // as RegTAP defines them
  'features-udf': [
    'ivo_nocasematch(value VARCHAR(*), pattern VARCHAR(*)) -> INTEGER',
    'ivo_hasword(haystack VARCHAR(*), needle VARCHAR(*)) -> INTEGER',
    'ivo_hashlist_has(hashlist VARCHAR(*), item VARCHAR(*)) -> INTEGER',
  ],
} as const

/** VOSI capabilities of TAP: languages, features, formats and every limit that a client can meet. `url` = address of the service. */
export function tapCapabilities(url: string, config: DaxConfig): string {
  const lists = Object.entries(features)
    .filter(([, forms]) => forms.length > 0)
    .map(
      ([type, forms]) =>
        `<languageFeatures type="ivo://ivoa.net/std/TAPRegExt#${type}">${forms.map((form) => `<feature>${element('form', form)}</feature>`).join('')}</languageFeatures>`,
    )
  const formats = outputFormats.map((format) => {
    const short = format.aliases.filter((alias) => !alias.includes('/') || alias.startsWith('votable/'))
    return `<outputFormat${format.ivoId === undefined ? '' : ` ivo-id="${format.ivoId}"`}>${element('mime', format.mime)}${short.map((alias) => element('alias', alias)).join('')}</outputFormat>`
  })
  const retentionS = Math.floor(config.jobRetentionMs / 1000)
  const after = `<dataModel ivo-id="ivo://ivoa.net/std/ObsCore#core-1.1">ObsCore-1.1</dataModel>
<language><name>ADQL</name><version ivo-id="ivo://ivoa.net/std/ADQL#v2.0">2.0</version><version ivo-id="ivo://ivoa.net/std/ADQL#v2.1">2.1</version>
<description>Astronomical Data Query Language with geometry</description>
${lists.join('\n')}
</language>
${formats.join('\n')}
<uploadMethod ivo-id="ivo://ivoa.net/std/TAPRegExt#upload-inline"/>
<uploadMethod ivo-id="ivo://ivoa.net/std/TAPRegExt#upload-http"/>
<retentionPeriod><default>${retentionS}</default></retentionPeriod>
<executionDuration><default>${Math.floor(config.asyncTimeoutMs / 1000)}</default><hard>${Math.floor(config.asyncTimeoutMs / 1000)}</hard></executionDuration>
<outputLimit><default unit="row">${config.defaultMaxrec}</default><hard unit="row">${config.hardMaxrec}</hard></outputLimit>
<uploadLimit><default unit="byte">${config.uploadLimitBytes}</default><hard unit="byte">${config.uploadLimitBytes}</hard></uploadLimit>
`
  return capabilitiesDocument(url, [
    { standardId: 'ivo://ivoa.net/std/VOSI#tables-1.1', url: `${url}/tables`, use: 'full', version: '1.1' },
    { standardId: 'ivo://ivoa.net/std/DALI#examples', url: `${url}/examples`, use: 'full' },
    { standardId: 'ivo://ivoa.net/std/TAP', url, use: 'base', version: '1.1', type: 'tr:TableAccess', after },
  ])
}
