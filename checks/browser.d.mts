/** How Chromium is started: WebGL in software, and nothing that asks the network by itself. */
export const chromiumArgs: readonly string[]
/** Path of a usable Chromium, or null when none is here. */
export function findChromium(): Promise<string | null>
/** Like findChromium, but installs Debian's package where that is allowed. Throws one sentence with the command to type. */
export function ensureChromium(): Promise<string>
