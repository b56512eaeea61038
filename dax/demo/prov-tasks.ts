/** A kind of dataset of the demo's pipelines. */
export interface DatasetTypeDoc {
  readonly name: string
  readonly description: string
  readonly type: string
  readonly dimensions: string
  readonly storage: string
  readonly kind?: 'collection'
}

/** The dataset types that the demo survey knows. */
export const demoDatasetTypes: readonly DatasetTypeDoc[] = [
  dataset('raw', 'Image as the camera read it', 'image', 'instrument, exposure, detector', 'Exposure'),
  dataset('bias', 'Combined bias, subtracted by isr', 'calibration', 'instrument, detector', 'ExposureF'),
  dataset('dark', 'Combined dark current, subtracted by isr', 'calibration', 'instrument, detector', 'ExposureF'),
  dataset('flat', 'Combined flat field, divided out by isr', 'calibration', 'instrument, physical_filter, detector', 'ExposureF'),
  dataset('post_isr_image', 'Image after removal of the instrument’s signature; not kept', 'image', 'instrument, exposure, detector', 'Exposure'),
  dataset(
    'visit_image',
    'Calibrated image, background subtracted, with PSF, WCS and photometric calibration',
    'image',
    'instrument, visit, detector',
    'ExposureF',
  ),
  dataset('difference_image', 'Calibrated image less the template matched to it', 'image', 'instrument, visit, detector', 'ExposureF'),
  dataset('dia_source_detector', 'Detections on one difference image', 'table', 'instrument, visit, detector', 'ArrowAstropy'),
  dataset(
    'dia_source_apdb',
    'Detections as stored in the Alert Production database (ap.dia_source)',
    'table',
    'instrument, visit, detector',
    'ArrowAstropy',
  ),
  dataset(
    'template_coadd',
    'Coadd of the season before, which difference images are made against',
    'image',
    'skymap, tract, patch, band',
    'ExposureF',
  ),
  dataset('deep_coadd', 'Coadd of all good calibrated images', 'image', 'skymap, tract, patch, band', 'ExposureF'),
  {
    ...dataset('calibration_exposures', 'Raw exposures that a calibration was combined from; not in this archive', 'image', 'instrument', 'Exposure'),
    kind: 'collection',
  },
  {
    ...dataset(
      'season_2025_images',
      'Calibrated images of one field and band, season 2025; not in this archive',
      'image',
      'skymap, tract, band',
      'ExposureF',
    ),
    kind: 'collection',
  },
  {
    ...dataset(
      'season_2025_templates',
      'All templates of one field and band, season 2025; those of the inner patches are in this archive',
      'image',
      'skymap, tract, band',
      'ExposureF',
    ),
    kind: 'collection',
  },
]

function dataset(name: string, description: string, type: string, dimensions: string, storage: string): DatasetTypeDoc {
  return { name, description, type, dimensions, storage }
}

/** A parameter of a task: what it means, and its value in the first and the second configuration. */
export interface ParameterDoc {
  readonly name: string
  readonly description: string
  readonly valueType: 'double' | 'int' | 'boolean' | 'string'
  readonly unit?: string
  readonly min?: string
  readonly max?: string
  readonly options?: string
  readonly values: readonly [first: string, second: string]
}

/** A task: what it does, reads and makes, each by the role that the task gives it. */
export interface TaskDoc {
  readonly name: string
  readonly className: string
  readonly description: string
  readonly pipeline: string
  readonly uses: readonly (readonly [role: string, dataset: string, multiplicity: string, description: string])[]
  readonly makes: readonly (readonly [role: string, dataset: string, description: string])[]
  readonly parameters: readonly ParameterDoc[]
}

function same(name: string, description: string, valueType: ParameterDoc['valueType'], value: string, unit?: string): ParameterDoc {
  return { name, description, valueType, values: [value, value], ...(unit === undefined ? {} : { unit }) }
}

/** The tasks of the demo's pipelines. `observe` is what the telescope does. */
export const demoTasks: readonly TaskDoc[] = [
  {
    name: 'observe',
    className: 'lsst.ts.scriptqueue',
    description: 'Opens the shutter on one pointing and reads all detectors',
    pipeline: 'Observatory',
    uses: [],
    makes: [['raw', 'raw', 'One image per detector']],
    parameters: [],
  },
  {
    name: 'isr',
    className: 'lsst.ip.isr.IsrTaskLSST',
    description: 'Removes the instrument’s signature: overscan, bias, dark current, flat field',
    pipeline: 'ApPipe',
    uses: [
      ['ccdExposure', 'raw', '1', 'What the camera read'],
      ['bias', 'bias', '1', 'Bias in force at the time of observation'],
      ['dark', 'dark', '1', 'Dark in force at the time of observation'],
      ['flat', 'flat', '1', 'Flat of the filter in force at the time of observation'],
    ],
    makes: [['outputExposure', 'post_isr_image', 'Image without the signature']],
    parameters: [
      same('doFlat', 'Divide by the flat', 'boolean', 'True'),
      {
        name: 'brighterFatterMaxIter',
        description: 'Most iterations of the brighter-fatter correction',
        valueType: 'int',
        min: '0',
        values: ['10', '20'],
      },
      same('defaultSaturationSource', 'Where the level of saturation comes from', 'string', 'PTCTURNOFF'),
    ],
  },
  {
    name: 'calibrateImage',
    className: 'lsst.pipe.tasks.calibrateImage.CalibrateImageTask',
    description: 'Measures PSF, astrometry and photometry of one detector image and subtracts its background',
    pipeline: 'ApPipe',
    uses: [['exposures', 'post_isr_image', '1', 'Image without the signature']],
    makes: [['exposure', 'visit_image', 'Calibrated image']],
    parameters: [
      {
        name: 'psf_detection.thresholdValue',
        description: 'Least signal to noise of a star for the PSF',
        valueType: 'double',
        min: '3',
        max: '500',
        values: ['50.0', '50.0'],
      },
      same('psf_measure_psf.reserve.fraction', 'Share of stars kept aside to test the PSF', 'double', '0.2'),
      {
        name: 'astrometry.matcher.maxOffsetPix',
        description: 'Largest offset when matching stars',
        valueType: 'int',
        unit: 'pixel',
        values: ['300', '250'],
      },
      same('star_background.binSize', 'Side of a cell of the background', 'int', '512', 'pixel'),
    ],
  },
  {
    name: 'subtractImages',
    className: 'lsst.ip.diffim.subtractImages.AlardLuptonSubtractTask',
    description: 'Matches the template’s PSF to the image and subtracts it',
    pipeline: 'ApPipe',
    uses: [
      ['science', 'visit_image', '1', 'Calibrated image'],
      ['template', 'template_coadd', '0..*', 'Templates of the band that overlap; read where they cover a hundredth of a patch'],
      ['otherTemplates', 'season_2025_templates', '0..1', 'Templates around those in this archive, where these do not cover the image'],
    ],
    makes: [['difference', 'difference_image', 'Difference image']],
    parameters: [
      {
        name: 'makeKernel.kernel.spatialKernelOrder',
        description: 'Order of the polynomial that the kernel varies with',
        valueType: 'int',
        min: '0',
        max: '4',
        values: ['2', '3'],
      },
      {
        name: 'mode',
        description: 'Which of the two images is convolved',
        valueType: 'string',
        options: 'auto, convolveTemplate, convolveScience',
        values: ['convolveTemplate', 'auto'],
      },
      same('requiredTemplateFraction', 'Least share of the image that templates must cover', 'double', '0.1'),
    ],
  },
  {
    name: 'detectAndMeasureDiaSource',
    className: 'lsst.ip.diffim.detectAndMeasure.DetectAndMeasureTask',
    description: 'Finds and measures sources on a difference image',
    pipeline: 'ApPipe',
    uses: [['difference', 'difference_image', '1', 'Difference image']],
    makes: [['outputSources', 'dia_source_detector', 'What was found']],
    parameters: [
      {
        name: 'detection.thresholdValue',
        description: 'Least signal to noise of a detection',
        valueType: 'double',
        min: '3',
        max: '20',
        values: ['5.0', '5.5'],
      },
      same('doSkySources', 'Measure at empty places as well', 'boolean', 'True'),
      same('badSourceFlags', 'Sources with one of these flags are dropped', 'string', 'base_PixelFlags_flag_offimage'),
    ],
  },
  {
    name: 'associateApdb',
    className: 'lsst.ap.association.DiaPipelineTask',
    description: 'Associates sources with objects in the Alert Production database, stores them and makes alerts',
    pipeline: 'ApPipe',
    uses: [['diaSourceTable', 'dia_source_detector', '1', 'What was found']],
    makes: [['diaSourceApdb', 'dia_source_apdb', 'What was stored']],
    parameters: [
      {
        name: 'associator.maxDistArcSeconds',
        description: 'Farthest that a source may lie from its object',
        valueType: 'double',
        unit: 'arcsec',
        min: '0.1',
        max: '5',
        values: ['1.0', '1.0'],
      },
      { name: 'doPackageAlerts', description: 'Make alerts', valueType: 'boolean', values: ['True', 'True'] },
    ],
  },
  ...(['bias', 'dark', 'flat'] as const).map((kind): TaskDoc => ({
    name: `cp${kind[0]!.toUpperCase()}${kind.slice(1)}Combine`,
    className: 'lsst.cp.pipe.cpCombine.CalibCombineTask',
    description: `Combines exposures into a ${kind}`,
    pipeline: 'cpCombine',
    uses: [['inputExps', 'calibration_exposures', '1', 'Exposures to combine']],
    makes: [['outputData', kind, `The ${kind}`]],
    parameters: [same('stats.nSigmaClip', 'Clipping of outliers', 'double', '4.0')],
  })),
  {
    name: 'assembleTemplateCoadd',
    className: 'lsst.drp.tasks.assemble_coadd.CompareWarpAssembleCoaddTask',
    description: 'Stacks images of the season before, the best third by seeing, into a template',
    pipeline: 'templates',
    uses: [['inputImages', 'season_2025_images', '1', 'Calibrated images of the season']],
    makes: [['coaddExposure', 'template_coadd', 'Template']],
    parameters: [same('nVisits', 'Images stacked', 'int', '30')],
  },
  {
    name: 'assembleDeepCoadd',
    className: 'lsst.drp.tasks.assemble_coadd.CompareWarpAssembleCoaddTask',
    description: 'Warps and stacks all calibrated images that overlap a patch',
    pipeline: 'DRP',
    uses: [['inputImages', 'visit_image', '1..*', 'Calibrated images; read where they cover a hundredth of the patch']],
    makes: [['coaddExposure', 'deep_coadd', 'Coadd']],
    parameters: [
      same('minOverlapFraction', 'Least share of the patch that an image must cover', 'double', '0.01'),
      same('statistic', 'How pixels are combined', 'string', 'MEAN'),
    ],
  },
]
