/** A search as other programs are told it. */
export const languages = ['ADQL', 'Python (pyvo)', 'curl', 'TOPCAT / STILTS'] as const
export type Language = (typeof languages)[number]

const oneLine = (adql: string): string => adql.replaceAll(/\s+/gu, ' ').trim()
/** A text inside single quotes of a POSIX shell. */
const shell = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** The same search in a language, whole and with its row limit. `tap` is absolute. */
export function codeFor(language: Language, tap: string, adql: string, maxRows: number): string {
  switch (language) {
    case 'ADQL':
      return adql
    case 'Python (pyvo)':
      return `import pyvo

service = pyvo.dal.TAPService(${JSON.stringify(tap)})
result = service.search("""
${adql.replaceAll('\\', '\\\\').replaceAll('"""', '\\"\\"\\"')}
""", maxrec=${maxRows})
images = result.to_table()`
    case 'curl':
      return `curl -sS ${shell(`${tap}/sync`)} \\
  -d LANG=ADQL -d RESPONSEFORMAT=csv -d MAXREC=${maxRows} \\
  --data-urlencode ${shell(`QUERY=${oneLine(adql)}`)} -o images.csv`
    case 'TOPCAT / STILTS':
      return `# TOPCAT: VO > Table Access Protocol (TAP) Query, TAP URL ${tap}, then paste the ADQL. Or without a window:
stilts tapquery tapurl=${shell(tap)} sync=true maxrec=${maxRows} \\
  adql=${shell(oneLine(adql))} out=images.vot`
  }
}

/** A Python script that downloads images: through DataLink where that is what an address leads to (needs pyvo), directly elsewhere. */
export function downloadScript(images: readonly { readonly name: string; readonly url: string; readonly datalink: boolean }[]): string {
  const list = images.map((i) => `    (${JSON.stringify(i.name)}, ${JSON.stringify(i.url)}, ${i.datalink ? 'True' : 'False'}),`).join('\n')
  return `#!/usr/bin/env python3
# Downloads ${images.length} images found with Skydax into the present folder; those that are there already are left. Stop and run again as you like.
import os
import urllib.request

IMAGES = [  # file name, address, leads through DataLink
${list}
]

def file_url(url):
    import pyvo  # pip install pyvo
    links = pyvo.dal.adhoc.DatalinkResults.from_result_url(url)
    return next(links.bysemantics("#this")).access_url

for number, (name, url, datalink) in enumerate(IMAGES, 1):
    if os.path.exists(name):
        continue
    print(f"{number}/{len(IMAGES)} {name}", flush=True)
    try:
        urllib.request.urlretrieve(file_url(url) if datalink else url, name + ".part")
        os.rename(name + ".part", name)
    except Exception as error:
        print(f"  failed: {error}")
`
}
