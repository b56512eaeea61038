#!/usr/bin/python3
"""Writes pixels.json: small FITS files made by astropy (base64) and the pixels that astropy reads from them. Run: /usr/bin/python3 make_pixels.py"""
import base64, io, json, os, sys, warnings
import astropy, numpy as np
from astropy.io import fits
from astropy.visualization import ZScaleInterval

warnings.simplefilter('ignore')
rng = np.random.default_rng(7)
ny, nx = 11, 37
yy, xx = np.mgrid[0:ny, 0:nx]
smooth = 1000 + 300 * np.exp(-((xx - 20) ** 2 + (yy - 9) ** 2) / 30) + rng.normal(0, 5, (ny, nx))
cases = {}

def add(name, hdus, **read):
    buffer = io.BytesIO()
    fits.HDUList(hdus).writeto(buffer, output_verify='silentfix')
    raw = buffer.getvalue()
    with fits.open(io.BytesIO(raw), **read) as h:
        hdu = h[-1] if len(h) > 1 else h[0]
        data = hdu.data.astype('f8')
        cases[name] = dict(zscale=[float(v) for v in ZScaleInterval().get_limits(data)],
                           base64=base64.b64encode(raw).decode(), hdu=len(h) - 1, axes=list(data.shape[::-1]),
                           values=[None if not np.isfinite(v) else float(v) for v in data.ravel()])

for bits, data in [('u1', smooth / 10), ('i2', smooth * 10 - 9000), ('i4', smooth * 1e5), ('i8', smooth * 1e9), ('f4', smooth), ('f8', smooth)]:
    add(f'plain {bits}', [fits.PrimaryHDU(data.astype(bits))])
h = fits.PrimaryHDU((smooth * 20).astype('u2')); add('unsigned 16', [h])
h = fits.PrimaryHDU((smooth * 2e6).astype('u4')); add('unsigned 32', [h])
data = (smooth * 10 - 9000).astype('i2'); data[3, 4] = -99; data[0, 0] = -99
h = fits.PrimaryHDU(data); h.header['BLANK'] = -99; h.header['BSCALE'] = 0.25; h.header['BZERO'] = 100.5
add('scaled 16 with blank', [h])
cube = rng.integers(-30000, 30000, (4, 5, 6)).astype('i2'); add('cube', [fits.PrimaryHDU(cube)])
f = smooth.astype('f4').copy(); f[2, 3] = np.nan
for method in ['RICE_1', 'GZIP_1', 'GZIP_2']:
    for bits, data in [('u1', smooth / 10), ('i2', smooth * 10 - 9000), ('i4', smooth * 1e3)]:
        add(f'{method} {bits}', [fits.PrimaryHDU(), fits.CompImageHDU(data.astype(bits), compression_type=method)])
    add(f'{method} noise i4', [fits.PrimaryHDU(), fits.CompImageHDU(rng.integers(-2**31, 2**31 - 1, (ny, nx)).astype('i4'), compression_type=method)])
    add(f"{method} tiles",
        [fits.PrimaryHDU(), fits.CompImageHDU((smooth * 10).astype('i4'), compression_type=method, tile_size=(10, 4))])
    for dither in (-1, 1, 2):
        add(f'{method} f4 dither {dither}', [fits.PrimaryHDU(), fits.CompImageHDU(f, compression_type=method, quantize_level=8, quantize_method=dither, dither_seed=123)])
add('GZIP_1 f4 lossless', [fits.PrimaryHDU(), fits.CompImageHDU(f, compression_type='GZIP_1', quantize_level=0)])
add('GZIP_2 f8 lossless', [fits.PrimaryHDU(), fits.CompImageHDU(smooth, compression_type='GZIP_2', quantize_level=0)])
add('RICE_1 unsigned 16', [fits.PrimaryHDU(), fits.CompImageHDU((smooth * 20).astype('u2'), compression_type='RICE_1')])
zero = smooth.astype('f4').copy(); zero[5:9, :] = 0
add('RICE_1 f4 exact zeros', [fits.PrimaryHDU(), fits.CompImageHDU(zero, compression_type='RICE_1', quantize_level=4, quantize_method=2, dither_seed=9999)])
constant = np.full((ny, nx), 7, 'i4'); add('RICE_1 constant', [fits.PrimaryHDU(), fits.CompImageHDU(constant, compression_type='RICE_1')])
out = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'pixels.json')
json.dump(dict(astropy=astropy.__version__, cases=cases), open(out, 'w'))
print(len(cases), os.path.getsize(out))
