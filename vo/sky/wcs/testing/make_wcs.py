#!/usr/bin/python3
"""Writes wcs.json: headers and the ICRS positions that astropy.wcs gives for pixels (0-based). Run: /usr/bin/python3 make_wcs.py"""
import json, os, warnings
import astropy, numpy as np
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.wcs import WCS

warnings.simplefilter('ignore')
rng = np.random.default_rng(11)
cases = []

def add(name, nx, ny, **cards):
    header = fits.Header()
    header['NAXIS'], header['NAXIS1'], header['NAXIS2'] = 2, nx, ny
    for key, value in cards.items():
        header[key] = value
    w = WCS(header)
    x = np.concatenate([rng.uniform(-0.5, nx - 0.5, 40), [-0.5, nx - 0.5, -0.5, nx - 0.5]])
    y = np.concatenate([rng.uniform(-0.5, ny - 0.5, 40), [-0.5, -0.5, ny - 0.5, ny - 0.5]])
    if header['CTYPE1'].startswith('ELON'):  # which astropy.wcs has no frame for
        sky = SkyCoord(*w.all_pix2world(x, y, 0), unit='deg', frame='barycentricmeanecliptic').icrs
    else:
        sky = w.pixel_to_world(x, y).icrs
    points = [[float(a), float(b), float(r), float(d)] for a, b, r, d in zip(x, y, sky.ra.deg, sky.dec.deg) if np.isfinite(r)]
    if len(points) < 20: print(name, 'only', len(points))
    cases.append(dict(name=name, header=dict(header), points=points))

def base(code, lon=83.6, lat=22.0, scale=0.01, nx=400, ny=300, prefix=('RA---', 'DEC--'), **more):
    cards = dict(CTYPE1=prefix[0] + code, CTYPE2=prefix[1] + code, CRVAL1=lon, CRVAL2=lat, CRPIX1=nx / 2 + 3.7, CRPIX2=ny / 2 - 11.2, CDELT1=-scale, CDELT2=scale)
    cards.update(more)
    return nx, ny, cards

def case(name, code, **more):
    nx, ny, cards = base(code, **more)
    add(name, nx, ny, **cards)

for code in ['TAN', 'SIN', 'ARC', 'ZEA', 'STG', 'CAR', 'CEA', 'MER', 'SFL', 'AIT']:
    case(f'{code}', code, RADESYS='ICRS')
    case(f'{code} wide', code, scale=0.2, RADESYS='ICRS')
    case(f'{code} south pole', code, lon=10, lat=-89.9, RADESYS='ICRS')
    case(f'{code} at ra 0', code, lon=0, lat=0, RADESYS='ICRS')
    case(f'{code} galactic', code, lon=0.5, lat=-3, prefix=('GLON-', 'GLAT-'))
for code in ['TAN', 'SIN', 'ZEA']:
    case(f'{code} north pole', code, lon=200, lat=90, RADESYS='ICRS')
case('CAR galactic, LONPOLE 0 (MSX)', 'CAR', lon=0, lat=0, prefix=('GLON-', 'GLAT-'), LONPOLE=0.0, CROTA2=0.0)
case('CAR LONPOLE 180', 'CAR', lon=40, lat=0, LONPOLE=180.0, RADESYS='ICRS')
case('AIT whole sky', 'AIT', lon=0, lat=0, scale=1.0, prefix=('GLON-', 'GLAT-'))
case('CAR oblique, LATPOLE -90', 'CAR', lon=40, lat=-30, LATPOLE=-90.0, RADESYS='ICRS')
case('CAR oblique, LONPOLE 60', 'CAR', lon=40, lat=20, LONPOLE=60.0, RADESYS='ICRS')
case('TAN LONPOLE 30', 'TAN', LONPOLE=30.0, RADESYS='ICRS')
case('TAN CROTA2', 'TAN', CROTA2=33.0, RADESYS='ICRS')
case('TAN CROTA2, other scales', 'TAN', CROTA2=-120.0, CDELT1=-0.02, CDELT2=0.01, EQUINOX=2000.0)
case('SIN slant', 'SIN', PV2_1=0.1, PV2_2=-0.2, RADESYS='ICRS')
case('SIN NCP', 'SIN', lat=52.0, PV2_1=0.0, PV2_2=float(1 / np.tan(np.radians(52.0))), RADESYS='ICRS')
case('CEA lambda', 'CEA', PV2_1=0.7, RADESYS='ICRS')
case('ecliptic', 'TAN', prefix=('ELON-', 'ELAT-'))
case('FK5', 'TAN', RADESYS='FK5', EQUINOX=2000.0)
case('FK4', 'TAN', RADESYS='FK4', EQUINOX=1950.0)
case('no RADESYS, EQUINOX 1950', 'TAN', EQUINOX=1950.0)
case('arcsec', 'TAN', CRVAL1=83.6 * 3600, CRVAL2=22.0 * 3600, CDELT1=-1.0, CDELT2=1.0, CUNIT1='arcsec', CUNIT2='arcsec', RADESYS='ICRS')
nx, ny, c = base('TAN', RADESYS='ICRS'); del c['CDELT1'], c['CDELT2']
add('CD', nx, ny, **c, CD1_1=-1e-4, CD1_2=3e-5, CD2_1=2.9e-5, CD2_2=1.1e-4)
add('CD without off-diagonal', nx, ny, **c, CD1_1=-1e-4, CD2_2=1e-4)
add('PC without CDELT', nx, ny, **c, PC1_1=-1.7e-4, PC1_2=-1e-4, PC2_1=-1e-4, PC2_2=1.7e-4)
nx, ny, c = base('TAN', RADESYS='ICRS')
add('PC partly', nx, ny, **c, PC1_2=0.1, PC2_1=-0.1)
sw = dict(c, CTYPE1='DEC--TAN', CTYPE2='RA---TAN', CRVAL1=22.0, CRVAL2=83.6, CDELT1=0.01, CDELT2=-0.01)
add('latitude first', nx, ny, **sw)
nx, ny, c = base('TAN-SIP', RADESYS='ICRS', nx=2000, ny=4000)
sip = dict(A_ORDER=3, B_ORDER=3, A_2_0=1e-6, A_1_1=-4e-7, A_0_2=3e-7, A_3_0=1e-10, A_1_2=-5e-11, B_2_0=2e-7, B_1_1=8e-7, B_0_2=-9e-7, B_0_3=2e-10, B_2_1=1e-10)
del c['CDELT1'], c['CDELT2']
add('TAN-SIP', nx, ny, **c, **sip, CD1_1=-5.5e-5, CD1_2=1e-6, CD2_1=1.2e-6, CD2_2=5.5e-5)
nx, ny, c = base('TPV', RADESYS='ICRS', nx=2000, ny=2000)
del c['CDELT1'], c['CDELT2']
tpv = dict(PV1_0=1e-4, PV1_1=1.001, PV1_2=2e-4, PV1_3=1e-5, PV1_4=2e-3, PV1_5=-1e-3, PV1_6=5e-4, PV1_7=1e-3, PV1_9=3e-3, PV1_11=1e-3, PV2_0=-1e-4, PV2_1=0.999, PV2_2=-1e-4, PV2_4=1e-3, PV2_5=2e-3, PV2_6=-1e-3, PV2_8=2e-3, PV2_10=-1e-3)
add('TPV', nx, ny, **c, **tpv, CD1_1=-7.3e-5, CD1_2=1e-6, CD2_1=1.2e-6, CD2_2=7.3e-5)
nx, ny, c = base('ZPN', RADESYS='ICRS', nx=2000, ny=2000)
del c['CDELT1'], c['CDELT2']
add('ZPN (WFCAM)', nx, ny, **c, PV2_1=1.0, PV2_3=-50.0, CD1_1=-1.1e-7, CD1_2=-1.1e-4, CD2_1=1.1e-4, CD2_2=-1e-7)
nx, ny, c = base('ZPN', RADESYS='ICRS', scale=0.05)
add('ZPN long', nx, ny, **c, PV2_0=0.0, PV2_1=1.0, PV2_2=0.05, PV2_3=-0.1, PV2_4=0.02, PV2_5=0.3)
out = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'wcs.json')
json.dump(dict(astropy=astropy.__version__, cases=cases), open(out, 'w'))
print(len(cases), os.path.getsize(out))
