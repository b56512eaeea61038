"""Nested cells of directions, by healpy: writes healpix-cells.json beside this file."""
import json, os
import healpy, numpy
rng = numpy.random.default_rng(7)
ra = numpy.round(numpy.r_[rng.uniform(0, 360, 300), 0, 359.9999, 45.1, 266.4168, 10, 200], 6)
dec = numpy.round(numpy.r_[numpy.degrees(numpy.arcsin(rng.uniform(-1, 1, 300))), 0.1, 89.99, -89.99, -29.0078, 41.9, -41.8], 6)
rows = [[o, r, d, int(healpy.ang2pix(2**o, r, d, nest=True, lonlat=True))] for o in (0, 3, 8, 13, 20) for r, d in zip(ra.tolist(), dec.tolist())]
json.dump({"made": f"healpy {healpy.__version__}", "cells": rows}, open(os.path.join(os.path.dirname(__file__), "healpix-cells.json"), "w"))
