"""Makes frames.json: directions in several frames, separations and position angles by astropy. Run: /usr/bin/python3 make_frames.py"""
import json, os
import numpy as np, astropy
from astropy import units as u
from astropy.coordinates import FK4, FK5, BarycentricMeanEcliptic, Galactic, SkyCoord
rng = np.random.default_rng(20260924)
pos = [(0, 0), (0, 90), (12, -90), (266.40498829, -28.93617776), (192.8594812065348, 27.12825118085622), (359.99999, 1e-6)]
pos += [(float(a), float(np.degrees(np.arcsin(z)))) for a, z in zip(rng.uniform(0, 360, 60), rng.uniform(-1, 1, 60))]
out = {"made_with": f"astropy {astropy.__version__}", "frames": [], "pairs": []}
for a, d in pos:
    c = SkyCoord(a, d, unit="deg", frame="icrs")
    g, f5, f4, e = c.galactic, c.transform_to(FK5()), c.transform_to(FK4()), c.transform_to(BarycentricMeanEcliptic())
    out["frames"].append({"icrs": [a, d], "galactic": [float(g.l.deg), float(g.b.deg)], "fk5": [float(f5.ra.deg), float(f5.dec.deg)],
                          "fk4": [float(f4.ra.deg), float(f4.dec.deg)], "ecliptic": [float(e.lon.deg), float(e.lat.deg)]})
for i, (a, d) in enumerate(pos):
    p = SkyCoord(a, d, unit="deg")
    for dist in (0.0, 1e-9, 1e-6, 1e-3, 1.0, 60.0, 120.0, 179.999999):
        q = p.directional_offset_by(float(rng.uniform(0, 360)) * u.deg, dist * u.deg)
        out["pairs"].append([a, d, float(q.ra.deg), float(q.dec.deg), float(p.separation(q).deg), float(p.position_angle(q).deg)])
json.dump(out, open(os.path.join(os.path.dirname(__file__), "frames.json"), "w"), separators=(",", ":"))
