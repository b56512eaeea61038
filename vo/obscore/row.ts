import type { Region } from '../sky/region.ts'

/** ObsCore 1.1 calibration levels: 0 raw instrumental … 4 analysis products. */
export type CalibLevel = 0 | 1 | 2 | 3 | 4

/**
 * One observation as ObsCore 1.1 describes it, keyed by the standard's column names: all mandatory and optional columns, and Rubin's
 * lsst_* columns. Null = unknown, never 0 and never ''. Units are the standard's: deg, s, m, arcsec, MJD UTC. `region` is the footprint
 * that s_region spells (STC-S is made from it where the row is stored).
 */
export interface ObscoreRow {
  readonly dataproduct_type: string
  readonly dataproduct_subtype: string | null
  readonly calib_level: CalibLevel
  readonly target_name: string | null
  readonly target_class: string | null
  readonly obs_id: string
  readonly obs_title: string | null
  readonly obs_collection: string
  /** ISO 8601, UTC. */
  readonly obs_creation_date: string | null
  readonly obs_creator_name: string | null
  readonly obs_creator_did: string | null
  readonly obs_release_date: string | null
  readonly obs_publisher_did: string
  readonly publisher_id: string | null
  readonly bib_reference: string | null
  /** 'public' | 'secure' | 'proprietary'. */
  readonly data_rights: string | null
  /** Null where this archive serves the bytes itself: the address is made when the row is read. */
  readonly access_url: string | null
  readonly access_format: string | null
  /** kB (1000 bytes). */
  readonly access_estsize: number | null
  readonly s_ra: number | null
  readonly s_dec: number | null
  /** deg: diameter of the smallest circle around the footprint. */
  readonly s_fov: number | null
  readonly s_xel1: number | null
  readonly s_xel2: number | null
  readonly s_ucd: string | null
  readonly s_unit: string | null
  /** arcsec, as all resolutions and pixel scales here. */
  readonly s_resolution: number | null
  readonly s_resolution_min: number | null
  readonly s_resolution_max: number | null
  readonly s_calib_status: string | null
  readonly s_stat_error: number | null
  readonly s_pixel_scale: number | null
  /** MJD, UTC. */
  readonly t_min: number | null
  readonly t_max: number | null
  /** s. */
  readonly t_exptime: number | null
  readonly t_resolution: number | null
  readonly t_xel: number | null
  readonly t_calib_status: string | null
  readonly t_stat_error: number | null
  /** m, in vacuum. */
  readonly em_min: number | null
  readonly em_max: number | null
  readonly em_res_power: number | null
  readonly em_res_power_min: number | null
  readonly em_res_power_max: number | null
  readonly em_resolution: number | null
  readonly em_xel: number | null
  readonly em_ucd: string | null
  readonly em_unit: string | null
  readonly em_calib_status: string | null
  readonly em_stat_error: number | null
  readonly o_ucd: string | null
  readonly o_unit: string | null
  readonly o_calib_status: string | null
  readonly o_stat_error: number | null
  /** '/I/Q/U/' as the standard writes it. */
  readonly pol_states: string | null
  readonly pol_xel: number | null
  readonly facility_name: string | null
  readonly instrument_name: string | null
  readonly proposal_id: string | null
  readonly lsst_visit: bigint | null
  readonly lsst_detector: number | null
  readonly lsst_tract: number | null
  readonly lsst_patch: number | null
  /** One of u g r i z y, where known. */
  readonly lsst_band: string | null
  readonly lsst_filter: string | null
  /** Night of the observation as YYYYMMDD: the date at UTC−12 h. */
  readonly lsst_day_obs: number | null
  /** The footprint; null where the archive knows of none. */
  readonly region: Region | null
}

/**
 * A row in which everything is unknown that may be; the six fields that must be decided are given. Others are set by spreading over it. All columns
 * stand in one literal: engines make such objects 30 times faster than by spreading two, and an archive makes a million of them.
 */
export function emptyObscoreRow(
  known: Pick<ObscoreRow, 'dataproduct_type' | 'calib_level' | 'obs_id' | 'obs_collection' | 'obs_publisher_did' | 'region'>,
): ObscoreRow {
  return {
    dataproduct_type: known.dataproduct_type,
    calib_level: known.calib_level,
    obs_id: known.obs_id,
    obs_collection: known.obs_collection,
    obs_publisher_did: known.obs_publisher_did,
    region: known.region,
    dataproduct_subtype: null,
    target_name: null,
    target_class: null,
    obs_title: null,
    obs_creation_date: null,
    obs_creator_name: null,
    obs_creator_did: null,
    obs_release_date: null,
    publisher_id: null,
    bib_reference: null,
    data_rights: null,
    access_url: null,
    access_format: null,
    access_estsize: null,
    s_ra: null,
    s_dec: null,
    s_fov: null,
    s_xel1: null,
    s_xel2: null,
    s_ucd: null,
    s_unit: null,
    s_resolution: null,
    s_resolution_min: null,
    s_resolution_max: null,
    s_calib_status: null,
    s_stat_error: null,
    s_pixel_scale: null,
    t_min: null,
    t_max: null,
    t_exptime: null,
    t_resolution: null,
    t_xel: null,
    t_calib_status: null,
    t_stat_error: null,
    em_min: null,
    em_max: null,
    em_res_power: null,
    em_res_power_min: null,
    em_res_power_max: null,
    em_resolution: null,
    em_xel: null,
    em_ucd: null,
    em_unit: null,
    em_calib_status: null,
    em_stat_error: null,
    o_ucd: null,
    o_unit: null,
    o_calib_status: null,
    o_stat_error: null,
    pol_states: null,
    pol_xel: null,
    facility_name: null,
    instrument_name: null,
    proposal_id: null,
    lsst_visit: null,
    lsst_detector: null,
    lsst_tract: null,
    lsst_patch: null,
    lsst_band: null,
    lsst_filter: null,
    lsst_day_obs: null,
  }
}
