#!/usr/bin/python3
"""Drives a dax with pyvo and astropy, as an astronomer's notebook does, and says for each claim whether it holds.

usage: pyvo_check.py ORIGIN [--only NAME,NAME]      e.g. pyvo_check.py http://127.0.0.1:8080

Prints one line per claim; exit status 1 when one fails. Needs the Debian packages python3-pyvo and python3-astropy (pyvo 1.2 or later).
"""
import io
import sys
import time
import warnings

warnings.simplefilter("ignore")
import numpy as np
import pyvo
import requests
from astropy import units as u
from astropy.io import fits
from astropy.io.votable import parse as parse_votable
from astropy.table import Table
from astropy.wcs import WCS
from pyvo.dal.adhoc import DatalinkResults
from pyvo.dal.exceptions import DALQueryError

ORIGIN = sys.argv[1].rstrip("/")
ONLY = sys.argv[3].split(",") if len(sys.argv) > 3 and sys.argv[2] == "--only" else []
TAP, SIA = ORIGIN + "/api/tap", ORIGIN + "/api/sia/query"
session = requests.Session()
tap = pyvo.dal.TAPService(TAP, session=session)
failed = []


class Skip(Exception):
    """A claim that this archive gives no chance to test; says why."""


def claim(name):
    def run(check):
        if ONLY and not any(name.startswith(one) for one in ONLY):
            return check
        began = time.time()
        try:
            said, state = check() or "", "ok  "
        except Skip as why:
            said, state = str(why), "skip"
        except Exception as error:  # every failure is a line of the report
            said, state = f"{type(error).__name__}: {str(error)[:400]}", "FAIL"
            failed.append(name)
        print(f"{state} {name:<34} {time.time() - began:6.2f} s  {str(said)[:200]}", flush=True)
        return check
    return run


def need(condition, message):
    if not condition:
        raise AssertionError(message)


def number(query, **more):
    row = tap.run_sync(query, **more)[0]
    return int(row[list(row.keys())[0]])


def raw(query, form, **more):
    return session.post(TAP + "/sync", data=dict(LANG="ADQL", QUERY=query, RESPONSEFORMAT=form, **more))


def table_of(response):
    return parse_votable(io.BytesIO(response.content)).get_first_table().to_table()


print(f"# pyvo {pyvo.__version__}, {ORIGIN}")


@claim("vosi")
def _():
    need(tap.available, "not available")
    names = {name.lower() for name in tap.tables.keys()}
    need({"ivoa.obscore", "tap_schema.columns"} <= names, names)
    capability = next(one for one in tap.capabilities if (one.standardid or '').lower() == 'ivo://ivoa.net/std/tap')
    need(any("obscore" in model.ivo_id.lower() for model in capability.datamodels), "no ObsCore data model")
    return f"{len(names)} tables, {len(capability.outputformats)} formats, up since {tap.up_since}"


@claim("sync.formats")
def _():
    query = "SELECT TOP 40 obs_id, obs_publisher_did, s_ra, t_min, calib_level, s_region FROM ivoa.obscore ORDER BY obs_publisher_did"
    first = table_of(raw(query, "votable/td"))
    need(len(first) > 0, "no rows")
    for form in ("votable", "votable/b", "votable/b2", "csv", "tsv", "fits", "json"):
        answer = raw(query, form)
        need(answer.status_code == 200, f"{form}: {answer.status_code} {answer.text[:200]}")
        if form == "json":
            rows = answer.json()["data"]
            need([row[0] for row in rows] == list(first["obs_id"]), "json differs")
            continue
        if form == "fits":
            table = Table.read(io.BytesIO(answer.content), format="fits")
        elif form in ("csv", "tsv"):
            table = Table.read(answer.text, format="ascii." + ("csv" if form == "csv" else "tab"))
        else:
            table = table_of(answer)
        need(len(table) == len(first), f"{form}: {len(table)} rows")
        need([str(x).strip() for x in table["obs_id"]] == [str(x) for x in first["obs_id"]], f"{form}: obs_id differs")
        need(np.allclose(np.ma.filled(table["s_ra"].astype(float), -1), np.ma.filled(first["s_ra"].astype(float), -1), rtol=0, atol=1e-12), f"{form}: s_ra differs")
    parquet = raw(query, "parquet")
    need(parquet.content[:4] == b"PAR1" and parquet.content[-4:] == b"PAR1", "parquet has no PAR1")
    return f"{len(first)} rows alike in 8 formats"


@claim("sync.overflow")
def _():
    result = tap.run_sync("SELECT obs_id FROM ivoa.obscore", maxrec=2)
    need(len(result) == 2 and result.query_status == "OVERFLOW", f"{len(result)} rows, {result.query_status}")
    answer = raw("SELECT obs_id, s_ra FROM ivoa.obscore", "votable", MAXREC=0)
    need(len(table_of(answer)) == 0, "MAXREC=0 gave rows")
    whole = tap.run_sync("SELECT TOP 2 obs_id FROM ivoa.obscore")
    need(whole.query_status == "OK", whole.query_status)


@claim("sync.errors")
def _():
    for query in ("SELECT nonsense FROM ivoa.obscore", "SELEKT 1", "SELECT * FROM no.such_table", "SELECT 1/0 FROM ivoa.obscore"):
        try:
            tap.run_sync(query)
        except DALQueryError as error:
            need(len(str(error)) > 10, query)
            continue
        raise AssertionError(f"no error for {query}")
    answer = raw("SELEKT", "csv")
    need(answer.status_code == 400 and b'value="ERROR"' in answer.content, answer.status_code)


@claim("sync.geometry")
def _():
    row = tap.run_sync("SELECT TOP 1 s_ra, s_dec FROM ivoa.obscore WHERE s_region IS NOT NULL AND s_ra IS NOT NULL ORDER BY obs_publisher_did")[0]
    ra, dec = float(row["s_ra"]), float(row["s_dec"])
    counts = {
        name: number(f"SELECT COUNT(*) AS n FROM ivoa.obscore WHERE {where}")
        for name, where in {
            "meets": f"1=INTERSECTS(s_region, CIRCLE({ra},{dec},0.05))",
            "meets, other way": f"1=INTERSECTS(CIRCLE('ICRS',{ra},{dec},0.05), s_region)",
            "holds": f"1=CONTAINS(POINT({ra},{dec}), s_region)",
            "distance": f"DISTANCE(POINT(s_ra,s_dec), POINT({ra},{dec})) < 0.05 AND s_region IS NOT NULL",
        }.items()
    }
    need(counts["meets"] == counts["meets, other way"] and 1 <= counts["holds"] <= counts["meets"] >= counts["distance"], counts)
    return counts


@claim("async.run")
def _():
    job = tap.submit_job("SELECT TOP 5 obs_id FROM ivoa.obscore")
    need(job.phase == "PENDING", job.phase)
    job.run()
    job.wait(phases=["COMPLETED", "ERROR", "ABORTED"], timeout=30)
    need(job.phase == "COMPLETED", job.phase)
    need(len(job.fetch_result()) == 5, "rows")
    address = job.url
    job.delete()
    need(session.get(address).status_code == 404, "still there")


@claim("async.error")
def _():
    job = tap.submit_job("SELECT x FROM no_such_table")
    job.run()
    job.wait(phases=["COMPLETED", "ERROR", "ABORTED"], timeout=30)
    need(job.phase == "ERROR", job.phase)
    try:
        job.raise_if_error()
    except DALQueryError as error:
        job.delete()
        return str(error)[:100]
    raise AssertionError("no error raised")


@claim("async.run_at_creation")
def _():
    made = session.post(TAP + "/async", data=dict(LANG="ADQL", QUERY="SELECT TOP 1 obs_id FROM ivoa.obscore", PHASE="RUN"), allow_redirects=False)
    need(made.status_code == 303, made.status_code)
    address = made.headers["location"]
    for _ in range(3):
        session.get(address, params=dict(WAIT=10))
    need(session.get(address + "/phase").text.strip() == "COMPLETED", "did not run")
    session.delete(address)


@claim("async.abort")
def _():
    job = tap.submit_job("SELECT TOP 1 obs_id FROM ivoa.obscore")
    job.abort()
    need(job.phase == "ABORTED", job.phase)
    job.delete()


@claim("upload")
def _():
    row = tap.run_sync("SELECT TOP 1 s_ra, s_dec FROM ivoa.obscore WHERE s_region IS NOT NULL AND s_ra IS NOT NULL ORDER BY obs_publisher_did")[0]
    mine = Table({"k": [1, 2, 3], "ra": [float(row["s_ra"]), 0.0, 100.0], "dec": [float(row["s_dec"]), 0.0, -30.0], "name": ["a", "b", "ü<&"]})
    query = "SELECT m.k, COUNT(*) AS n FROM TAP_UPLOAD.mine AS m JOIN ivoa.obscore AS o ON 1=CONTAINS(POINT(m.ra, m.dec), o.s_region) GROUP BY m.k"
    found = {int(one["k"]): int(one["n"]) for one in tap.run_sync(query, uploads={"mine": mine})}
    need(found.get(1, 0) >= 1, found)
    back = tap.run_sync("SELECT * FROM TAP_UPLOAD.mine ORDER BY k", uploads={"mine": mine})
    need([str(x["name"]) for x in back] == ["a", "b", "ü<&"] and abs(float(back[2]["dec"]) + 30) < 1e-12, back)
    job = tap.submit_job("SELECT k FROM TAP_UPLOAD.mine", uploads={"mine": mine})
    job.run()
    job.wait(phases=["COMPLETED", "ERROR", "ABORTED"], timeout=30)
    need(job.phase == "COMPLETED" and len(job.fetch_result()) == 3, job.phase)
    job.delete()
    return found


@claim("examples")
def _():
    examples = tap.examples
    need(len(examples) >= 3, len(examples))
    for example in examples:
        example.execute()
    return f"{len(examples)} ran"


@claim("cors")
def _():
    page = {"Origin": "http://localhost:5173"}
    for method, address in (("POST", TAP + "/sync"), ("DELETE", TAP + "/async/x"), ("GET", SIA), ("GET", ORIGIN + "/api/files/1"), ("POST", ORIGIN + "/api/cutout/sync")):
        answer = session.options(address, headers={**page, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization, range"})
        need(answer.ok and "authorization" in answer.headers["access-control-allow-headers"].lower() and method in answer.headers["access-control-allow-methods"], address)
    for address in (TAP + "/capabilities", TAP + "/sync", SIA + "?MAXREC=0", ORIGIN + "/api/nowhere", ORIGIN + "/api/datalink/links"):
        answer = session.get(address, headers=page)
        need(answer.headers.get("access-control-allow-origin") == "*", f"{address}: no Allow-Origin")
        need("location" in answer.headers.get("access-control-expose-headers", "").lower(), address)


@claim("sia.search")
def _():
    from pyvo.dal import sia2
    service = getattr(sia2, "SIA2Service", None) or sia2.SIAService
    sia = service(SIA, session=session)
    row = tap.run_sync("SELECT TOP 1 s_ra, s_dec FROM ivoa.obscore WHERE dataproduct_type='image' AND s_region IS NOT NULL ORDER BY obs_publisher_did")[0]
    ra, dec = float(row["s_ra"]), float(row["s_dec"])
    found = sia.search(pos=(ra * u.deg, dec * u.deg, 0.05 * u.deg), maxrec=9000)
    count = number(f"SELECT COUNT(*) AS n FROM ivoa.obscore WHERE dataproduct_type IN ('image','cube') AND 1=INTERSECTS(s_region, CIRCLE({ra},{dec},0.05))")
    need(len(found) == count, f"SIA {len(found)}, TAP {count}")
    return f"{count} images by SIA and by TAP"


@claim("sia.parameters")
def _():
    row = tap.run_sync("SELECT TOP 1 * FROM ivoa.obscore WHERE dataproduct_type='image' AND em_min IS NOT NULL AND t_min IS NOT NULL AND s_region IS NOT NULL ORDER BY obs_publisher_did")[0]
    ra, dec = float(row["s_ra"]), float(row["s_dec"])
    asked = {
        "POS": f"RANGE {ra - 0.01} {ra + 0.01} {dec - 0.01} {dec + 0.01}", "BAND": f"{row['em_min']} {row['em_max']}", "TIME": f"{row['t_min']} +Inf",
        "COLLECTION": row["obs_collection"], "INSTRUMENT": row["instrument_name"], "ID": row["obs_publisher_did"], "CALIB": row["calib_level"], "DPTYPE": "image",
    }
    for name, value in asked.items():
        answer = session.get(SIA, params={name: value, "MAXREC": 3})
        need(answer.status_code == 200 and len(table_of(answer)) > 0, f"{name}={value}: {answer.status_code} {answer.text[-200:]}")
    bad = session.get(SIA, params={"POS": "SPLAT 1 2"})
    need(bad.status_code == 400 and b'value="ERROR"' in bad.content, bad.status_code)
    need(session.get(SIA, params={"MAXREC": 0}).status_code == 200, "MAXREC=0")
    return f"{len(asked)} parameters"


links = {}


@claim("datalink.batch")
def _():
    rows = tap.run_sync("SELECT TOP 3 * FROM ivoa.obscore WHERE access_format LIKE '%content=datalink%' ORDER BY obs_publisher_did")
    if len(rows) == 0:
        raise Skip("no row with a datalink")
    seen = 0
    for record, document in zip(rows, rows.iter_datalinks()):
        need(any(link["semantics"] == "#this" for link in document), "no #this")
        seen += len(document)
        links.setdefault("one", (record, document))
    address = ORIGIN + "/api/datalink/links"
    ids = [str(row["obs_publisher_did"]) for row in rows] + ["ivo://no.such/id"]
    together = table_of(session.post(address, data=[("ID", one) for one in ids]))
    need({str(one) for one in together["ID"]} == set(ids), "IDs lost")
    bad = together[[str(one) == ids[-1] for one in together["ID"]]]
    need("NotFound" in str(bad["error_message"][0]), bad["error_message"])
    return f"{seen} links of {len(rows)} images"


@claim("datalink.this")
def _():
    if "one" not in links:
        raise Skip("no datalink")
    document = links["one"][1]
    link = next(one for one in document if one["semantics"] == "#this")
    answer = session.get(link["access_url"])
    need(answer.status_code == 200, answer.status_code)
    part = session.get(link["access_url"], headers={"Range": "bytes=0-79"})
    need(part.status_code == 206 and part.content == answer.content[:80] and part.headers["content-range"] == f"bytes 0-79/{len(answer.content)}", part.headers)
    head = session.head(link["access_url"])
    need(head.status_code == 200 and int(head.headers["content-length"]) == len(answer.content), head.headers)
    again = session.get(link["access_url"], headers={"If-None-Match": answer.headers["etag"]})
    need(again.status_code == 304, again.status_code)
    links["file"] = fits.open(io.BytesIO(answer.content))
    return f"{len(answer.content)} bytes"


@claim("soda.sync")
def _():
    if "file" not in links:
        raise Skip("no file")
    hdu = next(one for one in links["file"] if one.data is not None and one.data.ndim >= 2)
    wcs, (ny, nx) = WCS(hdu.header).celestial, hdu.data.shape[-2:]
    center = wcs.pixel_to_world(nx // 2, ny // 2)
    size = float(wcs.proj_plane_pixel_scales()[0].to_value(u.deg)) * min(nx, ny) * 0.1
    did = str(links["one"][0]["obs_publisher_did"])
    answer = session.get(ORIGIN + "/api/cutout/sync", params={"ID": did, "CIRCLE": f"{center.ra.deg} {center.dec.deg} {size}"})
    need(answer.status_code == 200, f"{answer.status_code} {answer.text[:200]}")
    cut = next(one for one in fits.open(io.BytesIO(answer.content)) if one.data is not None and one.data.ndim >= 2)
    need(cut.data.shape[-1] < nx, cut.data.shape)
    x, y = WCS(cut.header).celestial.world_to_pixel(center)
    here, there = hdu.data[..., ny // 2, nx // 2], cut.data[..., int(round(float(y))), int(round(float(x)))]
    need(np.allclose(here, there, rtol=1e-6, equal_nan=True), f"pixel {here} became {there}")
    links["soda"] = (did, center, size)
    return f"{hdu.data.shape} -> {cut.data.shape}"


@claim("soda.processing")
def _():
    if "soda" not in links:
        raise Skip("no SODA")
    _did, center, size = links["soda"]
    document = links["one"][1]
    cut = next(document.iter_procs()).process(circle=(center.ra.deg * u.deg, center.dec.deg * u.deg, size * u.deg)) if hasattr(document, "iter_procs") else None
    if cut is None:
        raise Skip("this pyvo has no iter_procs")
    need(len(fits.open(io.BytesIO(cut.read()))) >= 1, "no FITS")


@claim("soda.errors")
def _():
    if "soda" not in links:
        raise Skip("no SODA")
    did, center, size = links["soda"]
    cut = lambda **more: session.get(ORIGIN + "/api/cutout/sync", params=more)
    need(cut(ID=did, CIRCLE=f"{(center.ra.deg + 180) % 360} {-center.dec.deg} {size}").status_code == 204, "no overlap is not 204")
    for bad in (dict(ID=did, CIRCLE="bogus"), dict(CIRCLE="1 2 3"), dict(ID="ivo://no.such/id", CIRCLE="1 2 3")):
        answer = cut(**bad)
        need(answer.status_code >= 400 and answer.headers["content-type"].startswith("text/plain"), f"{bad}: {answer.status_code}")


@claim("soda.async")
def _():
    if "soda" not in links:
        raise Skip("no SODA")
    did, center, size = links["soda"]
    made = session.post(ORIGIN + "/api/cutout/jobs", data=dict(ID=did, CIRCLE=f"{center.ra.deg} {center.dec.deg} {size}", PHASE="RUN"), allow_redirects=False)
    need(made.status_code == 303, f"{made.status_code} {made.text[:200]}")
    for _ in range(3):
        job = session.get(made.headers["location"], params=dict(WAIT=10))
    need("COMPLETED" in job.text, job.text[:400])
    session.delete(made.headers["location"])


print(f"{'FAILED ' + ', '.join(failed) if failed else 'all hold'}")
sys.exit(1 if failed else 0)
