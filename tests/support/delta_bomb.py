#!/usr/bin/env python3
"""Writes a pack of about a kilobyte that holds a blob of 734 MB; prints the blob's name.

A blob of 64 KiB, a delta that copies it 112 times, and one that copies that 100 times. The pack
goes to the file that is named; "git index-pack" makes its index.
"""
import hashlib, struct, sys, zlib


def varint(n):
    out = b""
    while n > 127:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def header(kind, size):
    first = kind << 4 | size & 15
    size >>= 4
    return bytes([first | 128]) + varint(size) if size else bytes([first])


def offset(n):
    out = bytes([n & 127])
    n >>= 7
    while n:
        n -= 1
        out = bytes([n & 127 | 128]) + out
        n >>= 7
    return out


def copies(base, count):
    """a delta that writes all of a base that long, count times"""
    size = struct.pack("<I", base)[:3]
    used = [i for i in range(3) if size[i]]
    op = bytes([0x80 | sum(0x10 << i for i in used)]) + bytes(size[i] for i in used)
    return varint(base) + varint(base * count) + op * count


base = b"\n" * 65535
objects = [(3, base, None)]
first = copies(65535, 112)
second = copies(65535 * 112, 100)
body = b"PACK" + struct.pack(">II", 2, 3)
places = []
for kind, data, back in ((3, base, None), (6, first, 0), (6, second, 1)):
    places.append(len(body))
    body += header(kind, len(data))
    if back is not None:
        body += offset(places[-1] - places[back])
    body += zlib.compress(data, 9)
body += hashlib.sha1(body).digest()
with open(sys.argv[1], "wb") as f:
    f.write(body)
digest = hashlib.sha1(b"blob %d\0" % (65535 * 112 * 100))
for _ in range(100):
    digest.update(base * 112)
print(digest.hexdigest())
