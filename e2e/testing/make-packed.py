"""Makes packed.fits.fz, an image as fpack leaves it (RICE_1), by astropy: python3 make-packed.py (written with astropy 5.2.1)."""
import numpy
from astropy.io import fits

header = fits.Header()
for key, value in [
    ("CTYPE1", "RA---TAN"), ("CTYPE2", "DEC--TAN"), ("CRVAL1", 77.0), ("CRVAL2", 12.0), ("CRPIX1", 16.0), ("CRPIX2", 16.0),
    ("CDELT1", -0.001), ("CDELT2", 0.001), ("CUNIT1", "deg"), ("CUNIT2", "deg"), ("RADESYS", "ICRS"), ("OBJECT", "packed 000000000"),
    ("DATE-OBS", "2026-03-01T02:00:00"), ("EXPTIME", 30.0), ("FILTER", "i"), ("INSTRUME", "own camera"),
]:
    header[key] = value
pixels = (1000 + 200 * numpy.random.default_rng(7).normal(size=(32, 32))).astype(numpy.int16)
fits.HDUList([fits.PrimaryHDU(), fits.CompImageHDU(pixels, header, compression_type="RICE_1")]).writeto("packed.fits.fz", overwrite=True)
