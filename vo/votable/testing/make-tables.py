"""Makes the documents beside it: one table, written by astropy and by STILTS in every serialization, and its values as JSON.

Run: /usr/bin/python3 make-tables.py  (astropy 5, STILTS 3.4). The tests only read what is stored.
"""
import io, json, os, subprocess
import numpy as np
from astropy.io import votable
from astropy.io.votable import tree

HERE = os.path.dirname(os.path.abspath(__file__))
rows = 6

def table():
    doc = tree.VOTableFile(version='1.4')
    res = tree.Resource(type='results'); doc.resources.append(res)
    t = tree.TableElement(doc) if hasattr(tree, 'TableElement') else tree.Table(doc)
    res.tables.append(t)
    f = lambda name, datatype, arraysize=None, **k: tree.Field(doc, name=name, ID=name, datatype=datatype, arraysize=arraysize, **k)
    t.fields.extend([
        f('flag', 'boolean'), f('byte', 'unsignedByte'), f('short', 'short'), f('int', 'int'), f('long', 'long'),
        f('float', 'float', unit='mag'), f('double', 'double', unit='deg', ucd='pos.eq.ra'),
        f('text', 'char', '*'), f('fixed', 'char', '4'), f('wide', 'unicodeChar', '*'),
        f('pair', 'double', '2'), f('list', 'int', '*'), f('grid', 'float', '2x2'), f('bits', 'bit', '10'), f('z', 'floatComplex'),
    ])
    t.create_arrays(rows)
    values = {
        'flag': [True, False, True, False, True, False],
        'byte': [0, 1, 127, 128, 254, 7],
        'short': [-32767, 32767, 0, -1, 1, 2],
        'int': [-2147483647, 2147483647, 0, -1, 1, 2],
        'long': [-9223372036854775807, 9223372036854775807, 9007199254740993, -9007199254740993, 0, 1],
        'float': [1.5, -0.1, 3.4028234663852886e38, 1.401298464324817e-45, float('inf'), float('nan')],
        'double': [0.1, 150.1234567890123, 1.7976931348623157e308, 5e-324, float('-inf'), float('nan')],
        'text': ['plain', 'a <b> & "c" \'d\'', ' blank at the ends ', 'two\nlines', 'tab\there', ''],
        'fixed': ['abcd', 'ab', 'a', '', 'x&y', 'zzzz'],
        'wide': ['αβγ', 'naïve', '恒星', '', 'ascii', '– & <'],
        'pair': [[1.5, 2.5], [0.1, -0.1], [1e300, 1e-300], [0, 0], [3, 4], [5, 6]],
        'list': [[1], [1, 2, 3], [], [-5], [7, 8], [9]],
        'grid': [[[1, 2], [3, 4]]] * rows,
        'bits': [[(i >> k) & 1 == 1 for k in range(10)] for i in (0, 1, 513, 1023, 5, 682)],
        'z': [complex(1, -1), complex(0.5, 0.25), 0j, 1j, complex(-1, 0), complex(2, 3)],
    }
    for i in range(rows):
        t.array[i] = tuple(
            np.ma.array(values[n][i], dtype='i4', mask=[False] * len(values[n][i])) if n == 'list' else np.array(values[n][i]) if n in ('pair', 'grid', 'bits') else values[n][i]
            for n in t.array.dtype.names)
    return doc, t, values

def plain(v):
    if isinstance(v, (list, tuple)): return [plain(x) for x in v]
    if isinstance(v, complex): return [v.real, v.imag]
    if isinstance(v, bool): return v
    if isinstance(v, int): return str(v) if abs(v) > 2**53 - 1 else v
    if isinstance(v, float) and not np.isfinite(v): return str(v)
    return v

for kind in ('tabledata', 'binary', 'binary2'):
    doc, t, values = table()
    if kind != 'binary':  # which has no way to say null; for integers BINARY2 of astropy has none either
        for n in t.array.dtype.names:
            if n not in ('pair', 'grid', 'list', 'bits', 'z') and (kind == 'tabledata' or n in ('float', 'double', 'text', 'wide')): t.array.mask[n][rows - 1] = True
    out = io.BytesIO(); doc.to_xml(out, tabledata_format=kind)
    open(f'{HERE}/astropy-{kind}.xml', 'wb').write(out.getvalue())
json.dump({n: plain(v) for n, v in values.items()}, open(f'{HERE}/tables.json', 'w'), indent=1)
for kind in ('tabledata', 'binary', 'binary2'):
    # STILTS turns bits into booleans; it cannot read the '+InF' of astropy's TABLEDATA, hence from BINARY2
    subprocess.run(['stilts', 'tcopy', f'in={HERE}/astropy-binary2.xml', 'ifmt=votable', f'out={HERE}/stilts-{kind}.xml', 'ofmt=votable-tabledata' if kind == 'tabledata' else f'ofmt=votable-{kind}-inline'], check=True)
