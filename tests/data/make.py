"""Writes the golden files beside it, with NumPy (made with 2.4.6): python tests/data/make.py"""
import os
import numpy as np
from numpy.lib import format

os.chdir(os.path.dirname(os.path.abspath(__file__)))

quarters = np.arange(6.0).reshape(2, 3) / 4
np.save("f64_c", quarters)
np.save("f64_fortran", np.asfortranarray(quarters))
np.save("f64_big", quarters.astype(">f8"))
np.save("scalar", np.array(2.5))
np.save("empty", np.zeros((3, 0, 2), "<f4"))
np.save("text", np.array(["ab", "cde"]))
np.save("object", np.array([None, 1], dtype=object), allow_pickle=True)
np.save("structured", np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]))
for version in (2, 3):
    with open(f"version{version}.npy", "wb") as out:
        format.write_array(out, np.arange(4, dtype="<i4"), version=(version, 0))
with open("unicode.npy", "wb") as out:
    format.write_array(out, np.zeros(1, dtype=[("\u00fc", "<f4")]), version=(3, 0))

# 0, 1, 2, 100; complex: each with minus itself as the imaginary part.
types = {}
for name in "? i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8 c8 c16".split():
    a = np.array([0, 1, 2, 100]).astype(name)
    if a.dtype.kind == "c":
        a.imag = -a.real
    types[name.replace("?", "b1")] = a
    types["big_" + name.replace("?", "b1")] = a.astype(a.dtype.newbyteorder(">"))
np.savez_compressed("types", **types)
np.savez("stored", x=np.arange(3.0), y=np.array([[1, 2], [3, 4]], "<i4"))
