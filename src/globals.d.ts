/** True where dax runs inside the page (development, demo build): set by vite.config.ts. */
declare const __DAX_INSIDE__: boolean
