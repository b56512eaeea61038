import type { OwnImage } from '../../../dax/contract/images.ts'
import { fileAddress } from '../../api/own-images.ts'
import { absoluteAddress } from '../../platform/address.ts'

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** A shell script that fetches the files of these images with a token, goes on with what was broken off, and compares each with its SHA-256. */
export function downloadScript(base: string, images: readonly OwnImage[]): string {
  const taken = new Set<string>()
  const lines = images.map((image) => {
    const plain = (image.name ?? `${image.imageId}.fits`).replaceAll(/[/\0\r\n]/gu, '_').replace(/^[-.]/u, '_')
    const name = taken.has(plain) ? `${image.imageId}-${plain}` : plain
    taken.add(name)
    return `get ${quoted(absoluteAddress(fileAddress(base, image.did)))} ${quoted(name)} ${image.sha256 ?? ''}`
  })
  return `#!/bin/sh
# ${images.length} images of one's own. A token with the scope read:image is needed: the page Account makes one.
# Usage: TOKEN=gt-... sh download.sh
: "\${TOKEN:?set it to a token: TOKEN=gt-... sh download.sh}"
failed=0
get() {
  if [ -f "$2" ] && echo "$3  $2" | sha256sum -c --status; then return; fi
  if curl -fsSL --retry 5 -C - -H "Authorization: Bearer $TOKEN" -o "$2" "$1"; then
    echo "$3  $2" | sha256sum -c || { rm -f "$2"; failed=$((failed + 1)); }
  else
    failed=$((failed + 1))
  fi
}
${lines.join('\n')}
[ "$failed" -eq 0 ] || { echo "$failed of ${images.length} failed: run it again" >&2; exit 1; }
`
}
