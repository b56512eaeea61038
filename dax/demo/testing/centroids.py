"""Opens FITS files of the demo with astropy and measures how far catalogue stars lie from their pixels.

Usage: centroids.py FILE STARS.json ...; STARS is [[ra, dec], …]. Writes one JSON object a file: n, median and largest offset (arcsec), and the
header values that the test compares.
"""
import json, sys, warnings
import numpy as np
from astropy.io import fits
from astropy.wcs import WCS

out = []
for name, stars in zip(sys.argv[1::2], sys.argv[2::2]):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with fits.open(name) as hdus:
            hdus.verify("exception")
            header, data = hdus[0].header, hdus[0].data.astype(float)
            wcs = WCS(header)
    scale = np.sqrt(abs(np.linalg.det(wcs.pixel_scale_matrix))) * 3600
    noise = 1.4826 * np.median(np.abs(data - np.median(data)))
    xy = wcs.all_world2pix(np.array(json.load(open(stars))), 0)
    offsets = []
    for x, y in xy:
        i, j = int(round(x)), int(round(y))
        if not (8 <= i < data.shape[1] - 8 and 8 <= j < data.shape[0] - 8):
            continue
        box = data[j - 8 : j + 9, i - 8 : i + 9]
        near = data[j - 4 : j + 5, i - 4 : i + 5]
        base = np.median(box)
        yy, xx = np.mgrid[j - 4 : j + 5, i - 4 : i + 5]
        # Gaussian-weighted centroid, iterated to where it stays.
        cx, cy = x, y
        for _ in range(25):
            weight = np.exp(-((xx - cx) ** 2 + (yy - cy) ** 2) / (2 * 1.2**2)) * (near - base)
            total = weight.sum()
            if total <= 0:
                break
            cx, cy = cx + 1.6 * ((weight * xx).sum() / total - cx), cy + 1.6 * ((weight * yy).sum() / total - cy)
        if total <= 0 or near.max() - base < 25 * noise or near.max() > 0.9 * header["SATURATE"] if "SATURATE" in header else False:
            continue
        offsets.append(float(np.hypot(cx - x, cy - y) * scale))
    out.append({
        "n": len(offsets), "median": float(np.median(offsets)) if offsets else None, "largest": max(offsets, default=None),
        "footprint": wcs.calc_footprint(center=False).tolist(), "synthetic": bool(header["SYNTHETIC"]), "mjd": header["MJD-OBS"],
        "date": header["DATE-OBS"], "filter": header["FILTER"], "exptime": header["EXPTIME"], "shape": list(data.shape),
    })
json.dump(out, sys.stdout)
