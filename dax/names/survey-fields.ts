/**
 * Fields that surveys come back to and that astronomers call by name; no object catalogue has them. Centres as the Rubin Observatory gives
 * them for its deep drilling fields (COSMOS, XMM-LSS, ECDFS, ELAIS-S1), and of the Hubble deep fields; ICRS degrees.
 */
export const surveyFields: readonly { readonly names: readonly [string, ...string[]]; readonly ra: number; readonly dec: number }[] = [
  { names: ['COSMOS', 'COSMOS field'], ra: 150.11, dec: 2.23 },
  { names: ['XMM-LSS', 'XMMLSS', 'XMM LSS field'], ra: 35.57, dec: -4.82 },
  { names: ['ECDFS', 'E-CDFS', 'Extended Chandra Deep Field South'], ra: 52.98, dec: -28.12 },
  { names: ['ELAIS-S1', 'ELAISS1'], ra: 9.45, dec: -44.02 },
  { names: ['HUDF', 'Hubble Ultra Deep Field'], ra: 53.1625, dec: -27.7914 },
  { names: ['HDF-N', 'HDFN', 'Hubble Deep Field North', 'Hubble Deep Field'], ra: 189.2058, dec: 62.2161 },
]
