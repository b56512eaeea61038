// The part of Aladin Lite 3.8.2 that we use; the package ships no types.
declare module 'aladin-lite' {
  /** Its core: an object of a class with many more functions. */
  export interface AladinWasm {
    /** Called in each frame with ms since the last one; true = the view moves. */
    update(ms: number): boolean
    /** Whether the last update had anything new to paint. */
    isRendering(): boolean
  }
  export interface AladinView {
    readonly width: number
    readonly height: number
    readonly fov: number
    readonly wasm: AladinWasm
    readonly aladinDiv: HTMLElement
    readonly catalogCanvas: HTMLCanvasElement
    readonly imageCanvas: HTMLCanvasElement
    fixLayoutDimensions(): void
    requestRedraw(): void
  }
  export interface Aladin {
    readonly view: AladinView
    pix2world(x: number, y: number, frame?: string): [number, number] | null
    world2pix(ra: number, dec: number, frame?: string): [number, number] | null | undefined
    gotoRaDec(ra: number, dec: number): void
    getRaDec(): [number, number]
    setFoV(deg: number): void
    getFov(): [number, number]
    getSize(): [number, number]
    setRotation(deg: number): void
    getRotation(): number
    setProjection(name: string): void
    getProjectionName(): string
    setFrame(name: string): void
    setCooGrid(options: { enabled?: boolean; color?: string; opacity?: number; labelSize?: number }): void
    setBaseImageLayer(url: string): unknown
    newImageSurvey(url: string, options?: Record<string, unknown>): unknown
    setOverlayImageLayer(survey: unknown, name?: string): { setOpacity(value: number): void } | undefined
    removeImageLayer(name: string): void
    setBackgroundColor(rgb: string): void
    on(event: string, handler: ((payload: unknown) => void) | null): void
  }
  const A: {
    readonly init: Promise<void>
    aladin(host: HTMLElement | string, options: Record<string, unknown>): Aladin
  }
  export default A
}
