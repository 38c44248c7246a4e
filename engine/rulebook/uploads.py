"""Reads uploads.toml: what files may be handed in."""
from __future__ import annotations

from types import MappingProxyType

from engine.law.upload import INSPECTIONS, MEGABYTE, Archives, FileKind, UploadRules
from engine.rulebook.rows import Row, Source


def uploads(source: Source, name: str) -> UploadRules:
    """The kinds, what each purpose takes, and the bounds of all of them."""
    root = source.root(name)
    root.article(local=bool(root.take("local", bool, False)))
    refused = frozenset(root.takes("refused", str))
    kinds: dict[str, FileKind] = {}
    for row in source.tables(root, "kind"):
        if kind := _kind(row):
            kinds |= dict.fromkeys((kind.suffix, *kind.also), kind)
    purposes = dict(filter(None, (_purpose(row, kinds) for row in source.tables(root, "purpose"))))
    for suffix in sorted(refused & kinds.keys()):
        root.fault(f"扩展名 {suffix} 既可上传又被拒绝")
    packed, image, quota = (_one(root, key) for key in ("archive", "image", "quota"))
    archives = Archives(*(packed.take(key, int, low=1) or 1 for key in ("entries", "ratio", "nesting")))
    pixels = (image.take("megapixels", int, low=1) or 1) * 1_000_000
    bounds = {key: quota.take(key, int, low=1) or 1 for key in ("case_megabytes", "case_files", "person_megabytes", "request_files", "keep_hours")}
    for row in (packed, image, quota, root):
        row.done()
    return UploadRules(MappingProxyType(kinds), MappingProxyType(purposes), refused, archives, pixels, bounds["case_megabytes"] * MEGABYTE, bounds["case_files"],
                       bounds["person_megabytes"] * MEGABYTE, bounds["request_files"], bounds["keep_hours"])


def _one(root: Row, key: str) -> Row:
    rows = root.rows(key)
    if len(rows) != 1:
        root.fault(f"应有一组 [{key}]")
    return rows[0] if rows else Row(root.source, root.file, None, {})


def _kind(row: Row) -> FileKind | None:
    suffix, name, media = row.take("suffix", str), row.take("name", str), row.take("type", str)
    most, unpacked = row.take("megabytes", int, low=1), row.take("unpacked", int, 0, low=0)
    inspection, also = row.take("inspection", str, among=INSPECTIONS), row.takes("also", str)
    for one in (suffix, *also):
        row.once("扩展名", one)
    return FileKind(suffix, name, media, most * MEGABYTE, inspection, (unpacked or 0) * MEGABYTE, also) if row.done() else None


def _purpose(row: Row, kinds: dict[str, FileKind]) -> tuple[str, frozenset[str]] | None:
    code, _, suffixes = row.take("code", str), row.take("name", str), row.takes("suffixes", str, among=kinds)
    if not suffixes:
        row.fault("suffixes 不能为空")
    spelt = frozenset(one for suffix in suffixes if suffix in kinds for one in (suffix, *kinds[suffix].also))
    return (code, spelt) if row.done() else None
