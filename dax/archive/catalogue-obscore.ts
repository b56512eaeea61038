import type { ColumnDoc, TableDoc } from '../../vo/table/catalog.ts'
import type { Datatype } from '../../vo/table/field.ts'

type Extra = Partial<Omit<ColumnDoc, 'name' | 'datatype' | 'ucd' | 'utype' | 'description'>>

/** One column of ObsCore 1.1 (std) or Rubin's extension: name, datatype ('text' = char[*]), UCD, utype (without the 'obscore:' prefix), description. */
function column(name: string, type: Datatype | 'text', ucd: string, utype: string | null, description: string, extra: Extra = {}): ColumnDoc {
  const typed = type === 'text' ? ({ datatype: 'char', arraysize: '*' } as const) : { datatype: type }
  return { name, ...typed, ucd, description, ...(utype === null ? {} : { utype: `obscore:${utype}`, std: true }), ...extra }
}

const principal = { principal: true } as const
const indexed = { principal: true, indexed: true } as const

/** ivoa.obscore: ObsCore 1.1 (REC-ObsCore-v1.1-20170509, tables 5 and 6) with all optional columns, and the lsst_* columns of Rubin's ObsCore. */
export const obscoreTable: TableDoc = {
  name: 'ivoa.obscore',
  type: 'view',
  utype: 'ivo://ivoa.net/std/obscore#core-1.1',
  description: 'Images and other observations of this archive, one row per product (ObsCore 1.1)',
  columns: [
    column('dataproduct_type', 'text', 'meta.code.class', 'ObsDataset.dataProductType', 'Kind of product: image, cube, spectrum …', principal),
    column(
      'dataproduct_subtype',
      'text',
      'meta.code.class',
      'ObsDataset.dataProductSubtype',
      'Product type of the archive, e.g. lsst.raw, lsst.visit_image',
      principal,
    ),
    column(
      'calib_level',
      'int',
      'meta.code;obs.calib',
      'ObsDataset.calibLevel',
      'Calibration level: 0 instrumental … 3 enhanced, 4 analysis',
      principal,
    ),
    column('target_name', 'text', 'meta.id;src', 'Target.name', 'Object of interest, or name of the field', principal),
    column('target_class', 'text', 'src.class', 'Target.class', 'Class of the target'),
    column('obs_id', 'text', 'meta.id', 'DataID.observationID', 'Identifier of the observation', principal),
    column('obs_title', 'text', 'meta.title;obs', 'DataID.title', 'Brief description of the product'),
    column('obs_collection', 'text', 'meta.id', 'DataID.collection', 'Collection the product belongs to', principal),
    column('obs_creation_date', 'text', 'time;meta.dataset', 'DataID.date', 'When the product was made', { xtype: 'timestamp' }),
    column('obs_creator_name', 'text', 'meta.id', 'DataID.creator', 'Who made the product'),
    column('obs_creator_did', 'text', 'meta.id', 'DataID.creatorDID', 'Identifier given by the creator'),
    column('obs_release_date', 'text', 'time.release', 'Curation.releaseDate', 'When the product becomes public', { xtype: 'timestamp' }),
    column(
      'obs_publisher_did',
      'text',
      'meta.ref.ivoid',
      'Curation.publisherDID',
      'Identifier of the product in this archive; feed it to DataLink',
      indexed,
    ),
    column('publisher_id', 'text', 'meta.ref.ivoid', 'Curation.publisherID', 'Identifier of the publisher'),
    column('bib_reference', 'text', 'meta.bib.bibcode', 'Curation.reference', 'Publication about the product'),
    column('data_rights', 'text', 'meta.code', 'Curation.rights', 'public, secure or proprietary'),
    column('access_url', 'text', 'meta.ref.url', 'Access.reference', 'Where to get the product: its DataLink document', principal),
    column('access_format', 'text', 'meta.code.mime', 'Access.format', 'Media type of what access_url gives', principal),
    column('access_estsize', 'long', 'phys.size;meta.file', 'Access.size', 'Approximate size of the product', { unit: 'kbyte' }),
    column('s_ra', 'double', 'pos.eq.ra', 'Char.SpatialAxis.Coverage.Location.Coord.Position2D.Value2.C1', 'Right ascension of the centre, ICRS', {
      unit: 'deg',
      ...indexed,
    }),
    column('s_dec', 'double', 'pos.eq.dec', 'Char.SpatialAxis.Coverage.Location.Coord.Position2D.Value2.C2', 'Declination of the centre, ICRS', {
      unit: 'deg',
      ...indexed,
    }),
    column('s_fov', 'double', 'phys.angSize;instr.fov', 'Char.SpatialAxis.Coverage.Bounds.Extent.diameter', 'Diameter of the covered region', {
      unit: 'deg',
      ...principal,
    }),
    column('s_region', 'text', 'pos.outline;obs.field', 'Char.SpatialAxis.Coverage.Support.Area', 'Footprint on the sky, STC-S in ICRS', {
      xtype: 'adql:REGION',
      ...indexed,
    }),
    column('s_resolution', 'double', 'pos.angResolution', 'Char.SpatialAxis.Resolution.Refval.value', 'Spatial resolution (FWHM of the PSF)', {
      unit: 'arcsec',
      ...principal,
    }),
    column(
      's_resolution_min',
      'double',
      'pos.angResolution;stat.min',
      'Char.SpatialAxis.Resolution.Bounds.Limits.LoLimit',
      'Best spatial resolution in the product',
      { unit: 'arcsec' },
    ),
    column(
      's_resolution_max',
      'double',
      'pos.angResolution;stat.max',
      'Char.SpatialAxis.Resolution.Bounds.Limits.HiLimit',
      'Worst spatial resolution in the product',
      { unit: 'arcsec' },
    ),
    column('s_xel1', 'long', 'meta.number', 'Char.SpatialAxis.numBins1', 'Pixels along the first spatial axis'),
    column('s_xel2', 'long', 'meta.number', 'Char.SpatialAxis.numBins2', 'Pixels along the second spatial axis'),
    column('s_ucd', 'text', 'meta.ucd', 'Char.SpatialAxis.ucd', 'UCD of the spatial axes'),
    column('s_unit', 'text', 'meta.unit', 'Char.SpatialAxis.unit', 'Unit of the spatial axes'),
    column(
      's_calib_status',
      'text',
      'meta.code.qual',
      'Char.SpatialAxis.calibrationStatus',
      'Astrometric calibration: uncalibrated, raw, calibrated',
    ),
    column('s_stat_error', 'double', 'stat.error;pos.eq', 'Char.SpatialAxis.Accuracy.StatError.Refval.value', 'Astrometric statistical error', {
      unit: 'arcsec',
    }),
    column('s_pixel_scale', 'double', 'phys.angSize;instr.pixel', 'Char.SpatialAxis.Sampling.RefVal.SamplingPeriod', 'Size of a pixel on the sky', {
      unit: 'arcsec',
    }),
    column('t_min', 'double', 'time.start;obs.exposure', 'Char.TimeAxis.Coverage.Bounds.Limits.StartTime', 'Start of the observation, MJD (UTC)', {
      unit: 'd',
      ...indexed,
    }),
    column('t_max', 'double', 'time.end;obs.exposure', 'Char.TimeAxis.Coverage.Bounds.Limits.StopTime', 'End of the observation, MJD (UTC)', {
      unit: 'd',
      ...principal,
    }),
    column('t_exptime', 'double', 'time.duration;obs.exposure', 'Char.TimeAxis.Coverage.Support.Extent', 'Total exposure time', {
      unit: 's',
      ...principal,
    }),
    column('t_resolution', 'double', 'time.resolution', 'Char.TimeAxis.Resolution.Refval.value', 'Time resolution', { unit: 's' }),
    column('t_xel', 'long', 'meta.number', 'Char.TimeAxis.numBins', 'Samples along the time axis'),
    column('t_calib_status', 'text', 'meta.code.qual', 'Char.TimeAxis.calibrationStatus', 'Calibration of the time axis'),
    column('t_stat_error', 'double', 'stat.error;time', 'Char.TimeAxis.Accuracy.StatError.Refval.value', 'Statistical error of times', { unit: 's' }),
    column('em_min', 'double', 'em.wl;stat.min', 'Char.SpectralAxis.Coverage.Bounds.Limits.LoLimit', 'Shortest wavelength', {
      unit: 'm',
      ...principal,
    }),
    column('em_max', 'double', 'em.wl;stat.max', 'Char.SpectralAxis.Coverage.Bounds.Limits.HiLimit', 'Longest wavelength', {
      unit: 'm',
      ...principal,
    }),
    column('em_res_power', 'double', 'spect.resolution', 'Char.SpectralAxis.Resolution.ResolPower.refVal', 'Resolving power λ/Δλ'),
    column('em_res_power_min', 'double', 'spect.resolution;stat.min', 'Char.SpectralAxis.Resolution.ResolPower.LoLimit', 'Least resolving power'),
    column('em_res_power_max', 'double', 'spect.resolution;stat.max', 'Char.SpectralAxis.Resolution.ResolPower.HiLimit', 'Greatest resolving power'),
    column('em_resolution', 'double', 'spect.resolution;stat.mean', 'Char.SpectralAxis.Resolution.Refval.value', 'Spectral resolution', {
      unit: 'm',
    }),
    column('em_xel', 'long', 'meta.number', 'Char.SpectralAxis.numBins', 'Samples along the spectral axis'),
    column('em_ucd', 'text', 'meta.ucd', 'Char.SpectralAxis.ucd', 'UCD of the spectral axis'),
    column('em_unit', 'text', 'meta.unit', 'Char.SpectralAxis.unit', 'Unit of the spectral axis'),
    column('em_calib_status', 'text', 'meta.code.qual', 'Char.SpectralAxis.calibrationStatus', 'Calibration of the spectral axis'),
    column('em_stat_error', 'double', 'stat.error;em', 'Char.SpectralAxis.Accuracy.StatError.Refval.value', 'Statistical error of wavelengths', {
      unit: 'm',
    }),
    column('o_ucd', 'text', 'meta.ucd', 'Char.ObservableAxis.ucd', 'UCD of the observable'),
    column('o_unit', 'text', 'meta.unit', 'Char.ObservableAxis.unit', 'Unit of the observable'),
    column('o_calib_status', 'text', 'meta.code.qual', 'Char.ObservableAxis.calibrationStatus', 'Calibration of the observable'),
    column('o_stat_error', 'double', 'stat.error', 'Char.ObservableAxis.Accuracy.StatError.Refval.value', 'Statistical error of the observable'),
    column('pol_states', 'text', 'meta.code;phys.polarization', 'Char.PolarizationAxis.stateList', 'Polarization states, /I/Q/U/'),
    column('pol_xel', 'long', 'meta.number', 'Char.PolarizationAxis.numBins', 'Number of polarization samples'),
    column('facility_name', 'text', 'meta.id;instr.tel', 'Provenance.ObsConfig.Facility.name', 'Telescope or survey', principal),
    column('instrument_name', 'text', 'meta.id;instr', 'Provenance.ObsConfig.Instrument.name', 'Instrument', principal),
    column('proposal_id', 'text', 'meta.id;obs.proposal', 'Provenance.Proposal.identifier', 'Proposal or programme'),
    column('lsst_visit', 'long', 'meta.id;obs', null, 'Visit (Rubin): one pointing of the telescope', indexed),
    column('lsst_detector', 'int', 'meta.id;instr.det', null, 'Detector of the camera (Rubin)', principal),
    column('lsst_tract', 'int', 'meta.id', null, 'Tract of the sky map that a coadd covers (Rubin)'),
    column('lsst_patch', 'int', 'meta.id', null, 'Patch of the tract (Rubin)'),
    column('lsst_band', 'text', 'instr.bandpass', null, 'Band: u g r i z y', principal),
    column('lsst_filter', 'text', 'instr.filter', null, 'Physical filter'),
    column('lsst_day_obs', 'int', 'time.epoch;obs', null, 'Night of the observation, YYYYMMDD', indexed),
  ],
}
