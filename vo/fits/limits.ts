/**
 * What the FITS reader refuses, so that a hostile file costs little: every limit is checked before memory is asked for.
 * They are far above any file of a survey camera: a full LSSTCam detector with mask and variance is 200 MB and 600 cards an HDU.
 */
export const fitsLimits = {
  /** Cards of one header (1.6 MB of text). */
  headerCards: 20_000,
  /** Characters of one string value that goes on over CONTINUE cards. */
  stringChars: 100_000,
  /** HDUs of one file. */
  hdus: 2_000,
  /** Axes of one image. */
  axes: 8,
  /** Pixels of one image, or of a section of it, that are decoded together (16,384 x 16,384). */
  pixels: 268_435_456,
  /** Bytes that a gzip stream may unpack to. */
  unzippedBytes: 1_073_741_824,
} as const

/** FITS files are made of blocks of this many bytes. */
export const blockBytes = 2880
/** A header line. */
export const cardBytes = 80
