#!/usr/bin/env python3
"""Writes dax/names/catalogue.json from the data of the npm package d3-celestial (BSD-3-Clause; its readme names the sources).

usage: make-catalogue.py node_modules/d3-celestial/data > dax/names/catalogue.json

Shape: {"objects": "NAME,NAME,…\tra\tdec\ttype\tlabel\n…", sorted by first name}. Names are already in the form of dax/names/name-key.ts
(lower case, no spaces). Messier, Caldwell, NGC, IC, and named deep-sky objects; stars with a proper name, Bayer or Flamsteed designation, or HD/HIP number
down to the naked eye.
"""
import json, re, sys

folder = sys.argv[1]
load = lambda name: json.load(open(f"{folder}/{name}"))
key = lambda s: re.sub(r"[^0-9a-z+\-.]", "", s.lower().replace("’", "").replace("'", ""))
GREEK = dict(zip("αβγδεζηθικλμνξοπρστυφχψω", "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi psi omega".split()))
SUPER = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹", "123456789")
rows, seen = [], set()

def put(names, ra, dec, kind, label):
    keys = []
    for n in names:
        k = key(n)
        if k and k not in seen:
            seen.add(k); keys.append(k)
    if keys:
        rows.append("\t".join([",".join(keys), repr(round(ra % 360, 4)), repr(round(dec, 4)), kind, label]))

places = lambda f: f["geometry"]["coordinates"]
dso = {}
for f in load("dsos.20.json")["features"]:
    dso.setdefault(f["properties"]["desig"], f)
    dso.setdefault(str(f["id"]), f)
names = load("dsonames.json")
for f in load("messier.json")["features"]:
    p = f["properties"]; ra, dec = places(f)
    better = dso.get(p["desig"]) or dso.get(p["name"].replace("M", "M "))
    if better: ra, dec = places(better)
    label = p["name"].replace("M", "M ") + (f" ({p['alt']})" if p.get("alt") else "")
    put([p["name"], "Messier" + p["name"][1:], p.get("desig", "")] + re.split(r"[,;/]", p.get("alt", "")), ra, dec, p["type"], label)
for f in load("lg.json")["features"]:
    p = f["properties"]; ra, dec = places(f)
    put([x for x in (str(f["id"]), p.get("desig", ""), p.get("name", "")) if x], ra, dec, "gg", p.get("name") or p.get("desig") or str(f["id"]))
for f in load("dsos.20.json")["features"]:
    p = f["properties"]; ra, dec = places(f); n = names.get(str(f["id"]), {}).get("name", "")
    if not re.match(r"(NGC|IC|M|C|Mel|Cr|B|Sh|LDN|Abell|Arp|HCG|UGC|Tr|Pal|Terzan) ?\d", p["desig"]): continue
    if p["desig"].startswith("UGC") and not n: continue
    put([p["desig"], str(f["id"])] + [x for x in re.split(r"[,;/]", n) if x], ra, dec, p["type"], p["desig"] + (f" ({n})" if n else ""))
star_names = load("starnames.json"); 
for f in load("stars.6.json")["features"]:
    p = star_names.get(str(f["id"]))
    if not p: continue
    ra, dec = places(f); c = p.get("c", ""); out = [p["name"]] if p.get("name") else []
    b = p.get("bayer","").translate(SUPER)
    if b and b[0] in GREEK:
        out += [GREEK[b[0]] + b[1:] + c, GREEK[b[0]][:3] + b[1:] + c] + ([b + c])
        out += [GREEK[b[0]] + c] if b[1:] == "1" else []
    if p.get("flam",""): out.append(p.get("flam","") + c)
    if p.get("var",""): out.append(p.get("var","") + c)
    out += [p.get("hd",""), p.get("hip","")]
    label = p.get("name") or (f"{b} {c}" if b else (p['flam'] + ' ' + c if p.get("flam","") else p.get("hd") or p.get("hip")))
    put(out, ra, dec, "star", label)
json.dump({"source": "d3-celestial 0.7.35 (BSD-3-Clause)", "objects": "\n".join(rows)}, sys.stdout, ensure_ascii=False, indent=2)
print()
sys.stderr.write(f"{len(rows)} objects, {len(seen)} names\n")
