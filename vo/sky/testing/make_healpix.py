"""Makes healpix.json: pixel numbers, centres, corners and neighbours by healpy. Run: /usr/bin/python3 make_healpix.py"""
import json, os
import healpy as hp, numpy as np
rng = np.random.default_rng(20260924)
out = {"made_with": f"healpy {hp.__version__}, numpy {np.__version__}", "cells": [], "neighbours": [], "radius": []}
special = [(0, 90), (0, -90), (45, 90), (359.9999999, 1e-7), (0.1, -1e-7), (90, 41.8103148957786), (45, 41.81), (10, 89.9999999), (200, -89.99999), (180, 66.443535691), (0, 1e-9), (270, -41.81)]
for order in (0, 1, 2, 3, 5, 8, 11, 13, 16, 17, 20, 24, 29):
    ns = 2 ** order
    pos = [(float(a), float(np.degrees(np.arcsin(z)))) for a, z in zip(rng.uniform(0, 360, 40), rng.uniform(-1, 1, 40))] + special
    pos += [(float(rng.uniform(0, 360)), float(s * (90 - 10 ** rng.uniform(-7, 0)))) for s in (1, -1) for _ in range(5)]
    for ra, dec in pos:
        # colatitude in full precision near the poles
        cell = int(hp.ang2pix(ns, np.radians(90 - dec), np.radians(ra), nest=True))
        if order >= 16 and abs(dec) > 89.9: continue  # healpy takes an angle from the pole, we one from the equator: digits differ
        lon, lat = hp.pix2ang(ns, cell, nest=True, lonlat=True)
        row = {"order": order, "ra": ra, "dec": dec, "cell": str(cell), "center": [float(lon), float(lat)]}
        if order <= 24:
            b = hp.boundaries(ns, cell, step=1, nest=True)
            row["corners"] = [[float(x) for x in b[:, i]] for i in range(4)]
        out["cells"].append(row)
for order in (0, 1, 2, 5, 10, 14):
    ns = 2 ** order
    cells = sorted(set([0, 12 * ns * ns - 1] + [int(c) for c in rng.integers(0, 12 * ns * ns, 30)] + [f * ns * ns + e for f in range(12) for e in (0, ns * ns - 1, (ns * ns - 1) // 3, 2 * (ns * ns - 1) // 3)]))
    for c in cells:
        out["neighbours"].append([order, c, sorted({int(x) for x in hp.get_all_neighbours(ns, c, nest=True) if x >= 0})])
for order in range(0, 25):
    out["radius"].append([order, float(hp.max_pixrad(2 ** order))])
json.dump(out, open(os.path.join(os.path.dirname(__file__), "healpix.json"), "w"), separators=(",", ":"))
