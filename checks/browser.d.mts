/** Path of a usable Chromium, or null when none is here. */
export function findChromium(): Promise<string | null>
/** Like findChromium, but installs Debian's package where that is allowed. Throws one sentence with the command to type. */
export function ensureChromium(): Promise<string>
