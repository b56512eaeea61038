"""Makes sun.json: altitudes of the Sun at Rubin Observatory by astropy, without refraction. Run: /usr/bin/python3 make_sun.py"""
import json, os
import astropy, numpy as np
from astropy.coordinates import AltAz, EarthLocation, get_sun
from astropy.time import Time
from astropy.utils import iers
import astropy.units as u
iers.conf.auto_download = False
iers.conf.iers_degraded_accuracy = "warn"
site = EarthLocation(lat=-30.244639 * u.deg, lon=-70.749417 * u.deg, height=2663 * u.m)
mjd = np.round(np.linspace(60000.0, 61800.0, 120) + 0.37 * np.arange(120) % 1, 5)
t = Time(mjd, format="mjd", scale="utc")
alt = get_sun(t).transform_to(AltAz(obstime=t, location=site, pressure=0 * u.hPa)).alt.deg
rows = [[float(m), round(float(a), 4)] for m, a in zip(mjd, alt)]
json.dump({"made_with": f"astropy {astropy.__version__}", "rows": rows}, open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "sun.json"), "w"), separators=(",", ":"))
