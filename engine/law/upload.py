"""What files may be handed in 上传: which kinds for which purpose, how large, how large unpacked."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: how a kind is looked into before it is kept; what each one means is in engine/files
INSPECTIONS = ("image", "pdf", "ooxml", "media", "archive")
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file.

    Attributes:
        suffix: the extension without its dot; also: other spellings of it.
        name: in Chinese. type: the media type it is given out under, whatever the sender called it.
        most: bytes. unpacked: bytes that its parts may come to, 0 where it has none.
        inspection: one of INSPECTIONS.
    """

    suffix: str
    name: str
    type: str
    most: int
    inspection: str
    unpacked: int = 0
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Archives:
    """Bounds of whatever is packed: entries, how much larger it may get, how deep one may lie in another."""

    entries: int
    ratio: int
    nesting: int


@dataclass(frozen=True, slots=True)
class UploadRules:
    """What may be handed in.

    Attributes:
        kinds: extension (every spelling) → kind. purposes: what for → its extensions.
        refused: extensions that a name must not have anywhere.
        archives: bounds of what is packed. pixels: an image's width times height.
        case_bytes, case_files: what one case may hold; person_bytes: what one person may have handed in without registering it.
        request_files: files registered in one go. keep_hours: how long an unregistered file is kept.
    """

    kinds: Mapping[str, FileKind]
    purposes: Mapping[str, frozenset[str]]
    refused: frozenset[str]
    archives: Archives
    pixels: int
    case_bytes: int
    case_files: int
    person_bytes: int
    request_files: int
    keep_hours: int

    def largest(self, purpose: str) -> int:
        """The largest file in bytes that any kind of a purpose may have."""
        return max(self.kinds[suffix].most for suffix in self.purposes[purpose])

    def accepted(self, purpose: str) -> list[FileKind]:
        """The kinds of a purpose, each once, in the order of the rule file."""
        return [kind for suffix, kind in self.kinds.items() if suffix == kind.suffix and suffix in self.purposes[purpose]]
