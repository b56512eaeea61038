"""Makes coverage.json: cells of regions by healpy's query_disc and query_polygon. Run: /usr/bin/python3 make_coverage.py"""
import json, os
import healpy as hp, numpy as np
rng = np.random.default_rng(20260924)
rows = []
def dec(): return float(np.degrees(np.arcsin(rng.uniform(-1, 1))))
def vec(ra, d): return hp.ang2vec(ra, d, lonlat=True)
def add(shape, order, centers, touched): rows.append({"shape": shape, "order": order, "centers": [int(x) for x in centers], "touched": [int(x) for x in touched]})
discs = [(10, 20, 3, 6), (0, 90, 2, 6), (45, -89, 1.5, 7), (0, 0, 5, 5), (359.9, 41.8, 4, 6), (100, 66, 0.3, 9), (200, -30, 40, 3), (12, 5, 120, 2), (300, -88.8, 0.2, 9)]
discs += [(float(rng.uniform(0, 360)), dec(), float(10 ** rng.uniform(-1, 0.6)), 7) for _ in range(8)]
for ra, d, r, order in discs:
    ns = 2 ** order
    args = (ns, vec(ra, d), np.radians(r))
    add([1, ra, d, r], order, hp.query_disc(*args, nest=True), hp.query_disc(*args, inclusive=True, fact=64, nest=True))
for _ in range(14):
    ra, d, size = float(rng.uniform(0, 360)), dec(), float(10 ** rng.uniform(-1, 1))
    order = 8 if size < 0.5 else 6
    k = int(rng.integers(3, 7))
    from astropy.coordinates import SkyCoord
    import astropy.units as u
    c = SkyCoord(ra, d, unit="deg")
    ang = np.sort(rng.uniform(0, 360 / k * 0.8, k) + np.arange(k) * 360 / k)
    v = [c.directional_offset_by(-a * u.deg, size * u.deg) for a in ang]
    pos = [[float(x.ra.deg), float(x.dec.deg)] for x in v]
    if max(np.diff(np.append(ang, ang[0] + 360))) > 170: continue
    xyz = np.array([vec(*p) for p in pos])
    add([2] + [x for p in pos for x in p], order, hp.query_polygon(2 ** order, xyz, nest=True), hp.query_polygon(2 ** order, xyz, inclusive=True, fact=64, nest=True))
json.dump({"made_with": f"healpy {hp.__version__}", "regions": rows}, open(os.path.join(os.path.dirname(__file__), "coverage.json"), "w"), separators=(",", ":"))
print(len(rows), sum(len(r["touched"]) for r in rows))
