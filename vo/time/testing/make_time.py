"""Makes time.json: UTC, TAI and ISO of moments by astropy. Run: /usr/bin/python3 make_time.py"""
import json, os
import astropy, numpy as np
from astropy.time import Time
rng = np.random.default_rng(20260924)
isos = ["1972-01-01T00:00:00", "1999-12-31T23:59:59.5", "2016-12-31T23:59:59.25", "2016-12-31T23:59:60.5", "2016-12-31T12:00:00", "2017-01-01T00:00:00", "2025-12-03T07:59:07.425", "2026-09-23T00:00:00",
        "1965-03-01T12:00:00", "1970-06-01T06:00:00", "2000-02-29T23:59:59.999", "2100-03-01T00:00:00", "2015-06-30T23:59:60.999", "2012-06-30T23:59:59.999"]
mjds = [float(x) for x in rng.uniform(41317, 70000, 60)]
times = [Time(i, scale="utc", format="isot") for i in isos] + [Time(m, scale="utc", format="mjd") for m in mjds]
rows = []
for t in times:
    t.precision = 6
    rows.append({"iso": t.isot, "utc": float(t.mjd), "tai": float(t.tai.mjd)})
json.dump({"made_with": f"astropy {astropy.__version__}", "rows": rows}, open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "time.json"), "w"), separators=(",", ":"))
