"""Centres of mass of coordinate ranges, by Gauss-Legendre integration over the range itself: truth for centroid(). Writes range-centers.json."""
import json
from pathlib import Path

import astropy
import numpy as np
from astropy import units as u
from astropy.coordinates import CartesianRepresentation, SkyCoord

RANGES = [
    (0, 90, 0, 90), (10, 11, 60, 61), (350, 10, -5, 5), (100, 280, 40, 50), (0, 360, 30, 60), (0, 359, -80, -10), (20, 20.001, 89, 89.5),
    (149.9999, 150.0001, 2.2, 2.2001), (150, 150.000002, 2.2, 2.200003), (200, 200.5, -90, -89.9), (300, 60, -30, 85), (12, 200, -0.001, 0.001),
    (0, 0.01, 75, 75.0000005),
]  # fmt: skip
T, W = np.polynomial.legendre.leggauss(200)

rows = []
for ra1, ra2, dec1, dec2 in RANGES:
    width = ra2 - ra1 if ra2 >= ra1 else ra2 - ra1 + 360
    # offsets from the middle, in the frame of the middle meridian: no cancellation of large angles
    da, d0, dd = np.radians(width / 2) * T, np.radians((dec1 + dec2) / 2), np.radians((dec2 - dec1) / 2) * T
    a, h = np.meshgrid(da, dd)
    w = np.outer(W, W) * np.cos(d0 + h)
    x, z = (w * np.cos(d0 + h) * np.cos(a)).sum(), (w * np.sin(d0 + h)).sum()
    mid = np.radians(ra1 + width / 2)
    at = SkyCoord(CartesianRepresentation(x * np.cos(mid), x * np.sin(mid), z), frame="icrs").represent_as("unitspherical")
    rows.append({"range": [ra1, ra2, dec1, dec2], "center": [at.lon.to_value(u.deg), at.lat.to_value(u.deg)]})
out = {"made": f"make_range_centers.py, astropy {astropy.__version__}, numpy {np.__version__}", "rows": rows}
Path(__file__).with_name("range-centers.json").write_text(json.dumps(out, indent=1) + "\n")
