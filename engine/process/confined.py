"""A drawing from outside is first read in a process of its own, with little memory, little time, no files and no network.

Whatever a parser trips over then ends there: the server that serves everybody else goes on. What has come through is known to
fit these limits and is read again where it is needed.
"""
from __future__ import annotations

import ctypes
import json
import multiprocessing
import os
import resource
from collections.abc import Mapping
from dataclasses import fields, replace
from multiprocessing.connection import Connection
from typing import Any

from engine.errors import DefinitionInvalid
from engine.process import bundle as bundles
from engine.process import checks, definition, foreign, proof
from engine.process.bpmn import MAX_BYTES, refused, safe_root

MEMORY, CPU_S, LIMIT_S = 512 << 20, 5, 10
#: of an answer: problems of the largest drawing come to less
LARGEST = 4 << 20
_NEW_USER_AND_NETWORK = 0x10000000 | 0x40000000


def check(data: bytes, known: checks.Known) -> list[dict[str, Any]]:
    """The publish checks of one diagram, as `engine.process.checks.check` gives them; never raises."""
    if len(data) > MAX_BYTES:  # said at once, without a process
        return [one.as_dict() for one in checks.check(data, known=known)]
    found = _apart(_check, data, known)
    return found if found is not None else refused("limits", _TOO_MUCH).problems


def vet(given: Mapping[str, bundles.Bundle], together: Mapping[str, bundles.Bundle], known: checks.Known) -> None:
    """Tries out whether process folders can be checked and compiled within the limits; what they amount to is not said here.

    Args:
        given: the folders that came in. together: with those already in force.
    Raises:
        DefinitionInvalid: they cannot.
    """
    packed = {key: bundles.pack(one) for key, one in together.items()}
    if _apart(_compile, packed, tuple(given), known) is None:
        raise refused("limits", _TOO_MUCH)


def check_folder(key: str, together: Mapping[str, bundles.Bundle], known: checks.Known) -> list[dict[str, Any]]:
    """The publish checks of a whole process folder among those it would run with; never raises.

    Args:
        key: of the folder. together: process key → folder, with those in force.
    """
    found = _apart(_check_folder, bundles.pack(together[key]), replace(known, processes=frozenset(together)))
    return found if found is not None else refused("limits", _TOO_MUCH).problems


def prove(root: str, together: Mapping[str, bundles.Bundle], known: checks.Known, obligations: proof.Obligations) -> dict[str, Any]:
    """The proof of one process with everything it calls, as `engine.process.proof.Proof.as_dict` gives it; never raises."""
    # Read-only views cannot be sent to another process; what is in them can.
    sent = replace(obligations, **{one.name: dict(value) for one in fields(obligations)
                                   if isinstance(value := getattr(obligations, one.name), Mapping)})
    found = _apart(_prove, root, {key: bundles.pack(one) for key, one in together.items()}, known, sent)
    return found if found is not None else {
        "root": root, "ok": False, "findings": [{**refused("limits", _TOO_MUCH).problems[0], "process": root, "article": None, "path": [], "flows": []}],
        "explored": {"markings": 0, "steps": 0, "seconds": float(CPU_S), "reduced": False, "whole": False}, "assumed": list(proof.ASSUMED)}


_TOO_MUCH = f"检查这个流程所需的时间或者内存超过限度（{CPU_S} 秒、{MEMORY >> 20} MB），请简化或者拆成子流程"


def _apart(work, *given: Any) -> Any:
    """The answer of `work` in a confined process; None when it was ended there."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["engine.process.apart", "engine.process.confined"])
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_confined, args=(theirs, work, given), daemon=True)
    with ours:
        process.start()
        theirs.close()
        try:
            # Bytes and JSON, not objects: what a broken-into process sends is read, never built.
            return json.loads(ours.recv_bytes(LARGEST)) if ours.poll(LIMIT_S) else None
        except (EOFError, OSError, ValueError):
            return None
        finally:
            process.kill()
            process.join()
            process.close()


def _confined(line: Connection, work, given: tuple[Any, ...]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    # Where the machine lets us: a network of its own, with nothing on it. Elsewhere the parser's no_network is all.
    ctypes.CDLL(None).unshare(_NEW_USER_AND_NETWORK)
    try:
        line.send_bytes(json.dumps(work(*given)).encode())
    except MemoryError:
        os._exit(1)


def _check(data: bytes, known: checks.Known) -> list[dict[str, Any]]:
    return [one.as_dict() for one in checks.check(data, known=known)]


def _check_folder(packed: bytes, known: checks.Known) -> list[dict[str, Any]]:
    one = bundles.unpack(packed)
    problems = checks.check(one.diagram, bundle=one, known=known)
    try:
        problems += checks.graded(foreign.found(safe_root(one.diagram)), known)
    except DefinitionInvalid:  # said by the checks
        pass
    return [found.as_dict() for found in problems]


def _prove(root: str, packed: Mapping[str, bytes], known: checks.Known, obligations: proof.Obligations) -> dict[str, Any]:
    together = {key: bundles.unpack(data) for key, data in packed.items()}
    return proof.prove(together, root, replace(known, processes=frozenset(together)), obligations=obligations,
                       limits=proof.Limits(seconds=CPU_S - 1)).as_dict()


def _compile(packed: Mapping[str, bytes], given: tuple[str, ...], known: checks.Known) -> bool:
    together = {key: bundles.unpack(data) for key, data in packed.items()}
    sound = all(problem.severity != "error" for key in given for problem in checks.check(together[key].diagram, bundle=together[key], known=known))
    for key, one in together.items():
        if sound and one.root:
            try:
                definition.compile(together, key)
            except Exception:  # noqa: BLE001  what is wrong with it is said where it is compiled again; here only limits count
                return True
    return True
