#!/usr/bin/env python3
"""核验闭环导出的审计记录：python3 verify_audit.py export.jsonl [--head 链头] [--digest 摘要]

Verifies an audit export of Bihuan. Needs Python 3.9 or later and nothing else: no network, no database, no module of Bihuan.

Every line carries the hash of its content and of the line before it. A changed, removed, moved or inserted line no longer fits. An export
that was rewritten from some line to its end, hashes and all, fits itself: it is told apart only by the head (`--head`) or the digest
(`--digest`) noted elsewhere, as the system itself notes them with every export (audit.exported).

Exit 0 when everything fits, 1 at the first fault, 2 when the file cannot be read.
"""
import argparse
import hashlib
import json
import sys

GENESIS = "0" * 64
COVERED = ("seq", "at", "action", "person_id", "account_id", "case_id", "task_id", "data", "effect")
FIELDS = set(COVERED) | {"alg", "prev", "hash"}
LONGEST = 16 * 1024 * 1024


class Fault(Exception):
    """What does not fit, with the number of the line."""


def main(arguments=None):
    """Runs the verification; returns the exit code."""
    parser = argparse.ArgumentParser(description="核验闭环导出的审计记录（JSON Lines）")
    parser.add_argument("file", help="导出的 .jsonl 文件")
    parser.add_argument("--head", help="另行记下的链头，须与导出的最后一条一致")
    parser.add_argument("--digest", help="另行记下的导出摘要（系统在导出记录中写明）")
    asked = parser.parse_args(arguments)
    try:
        with open(asked.file, "rb") as file:
            found = verify(file)
        for name, said in (("head", "链头"), ("digest", "摘要")):
            wanted = getattr(asked, name)
            if wanted and wanted.lower() != found[name]:
                raise Fault("%s与另行记下的不一致：文件为 %s" % (said, found[name]))
    except Fault as fault:
        print("不可信：%s" % fault)
        return 1
    except OSError as fault:
        print("无法读取：%s" % fault, file=sys.stderr)
        return 2
    print(told(found))
    return 0


def told(found):
    """The verdict in words."""
    if found["complete"]:
        said = "完整：第 %d 至 %d 号共 %d 条，逐条相接，没有改动、缺少或者插入。" % (found["first"], found["last"], found["rows"])
    else:
        said = "各条未被改动：共 %d 条。这是按条件筛选的导出，不能证明条件之外没有其他记录。" % found["rows"]
    return "%s\n链头 %s\n摘要 %s\n请将链头或者摘要与系统中的导出记录（audit.exported）核对。" % (said, found["head"], found["digest"])


def verify(file):
    """Reads an export line by line.

    Returns what was found: complete, rows, first, last, head, digest. Raises Fault at the first line that does not fit.
    """
    head, end, rows, last, prev, digest = None, None, 0, 0, GENESIS, None
    first = 0
    for number, raw in enumerate(lines(file), 1):
        if end is not None:
            raise Fault("第 %d 行在结束行之后" % number)
        line = parsed(raw, number)
        if head is None:
            head, digest = opened(line, number), hasher(line)
        elif "end" in line:
            end = closed(line, number, rows, last, prev, digest)
            continue
        else:
            one = row(line, number)
            if head["complete"] and rows and line["seq"] != last + 1:
                raise Fault("第 %d 行：缺少第 %d 号记录，接着的是第 %d 号" % (number, last + 1, line["seq"]))
            if line["seq"] <= last:
                raise Fault("第 %d 行：第 %d 号记录重复或者次序颠倒" % (number, line["seq"]))
            if head["complete"] and (rows or line["seq"] == 1) and line["prev"] != prev:
                raise Fault("第 %d 行：第 %d 号记录与上一条的哈希不相接" % (number, line["seq"]))
            rows, first, last, prev = rows + 1, first or line["seq"], line["seq"], one
        digest.update(raw)
    if head is None:
        raise Fault("文件是空的")
    if end is None:
        raise Fault("缺少结束行，文件不完整")
    if head["complete"] and rows and head["first"] != first:
        raise Fault("首条应为第 %d 号，实为第 %d 号" % (head["first"], first))
    return {"complete": head["complete"], "rows": rows, "first": first, "last": last, "head": prev, "digest": end["digest"]}


def lines(file):
    """The lines, each ended as it was written."""
    while True:
        raw = file.readline(LONGEST)
        if not raw:
            return
        yield raw


def parsed(raw, number):
    """One line as JSON, strictly: no key twice, no number that is none."""
    if not raw.endswith(b"\n"):
        raise Fault("第 %d 行没有写完" % number)
    try:
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=once, parse_constant=refuse)
    except (ValueError, RecursionError) as fault:
        raise Fault("第 %d 行不是有效的 JSON：%s" % (number, fault))
    if not isinstance(value, dict):
        raise Fault("第 %d 行不是一条记录" % number)
    return value


def once(pairs):
    """An object whose keys come once each."""
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("键重复")
    return dict(pairs)


def refuse(name):
    """No NaN and no infinity."""
    raise ValueError("%s 不是数值" % name)


def opened(line, number):
    """The first line says what follows."""
    if line.get("bihuan_audit") != 1 or not isinstance(line.get("complete"), bool) or not isinstance(line.get("first"), int):
        raise Fault("第 %d 行不是闭环审计导出的首行" % number)
    return line


def closed(line, number, rows, last, prev, digest):
    """The last line must agree with what went before it."""
    if set(line) != {"end", "rows", "last", "head", "digest"} or line["end"] is not True:
        raise Fault("第 %d 行不是有效的结束行" % number)
    for name, value, said in (("rows", rows, "条数"), ("last", last, "最后一条的编号"), ("head", prev, "链头"), ("digest", digest.hexdigest(), "摘要")):
        if line[name] != value:
            raise Fault("第 %d 行：%s不符，应为 %s，写的是 %s" % (number, said, value, line[name]))
    return line


def row(line, number):
    """The hash of one record, if its content has it."""
    if set(line) != FIELDS:
        raise Fault("第 %d 行的栏目不对" % number)
    if line["alg"] not in ("sm3", "sha256") or not isinstance(line["seq"], int) or not isinstance(line["prev"], str) or len(line["prev"]) != 64:
        raise Fault("第 %d 行的栏目内容不对" % number)
    covered = json.dumps({key: line[key] for key in COVERED}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    leaf = hashed(line["alg"], b"\0" + covered.encode("utf-8", "surrogatepass"))
    try:
        value = hashed(line["alg"], b"\1" + bytes.fromhex(line["prev"]) + leaf).hex()
    except ValueError:
        raise Fault("第 %d 行的哈希不是十六进制" % number)
    if value != line["hash"]:
        raise Fault("第 %d 行：第 %d 号记录的内容与哈希不符，被改动过" % (number, line["seq"]))
    return value


def hasher(head):
    """What sums up the export, by the algorithm its first line names."""
    if head.get("alg") == "sha256":
        return hashlib.sha256()
    return hashlib.new("sm3") if "sm3" in hashlib.algorithms_available else Sm3()


def hashed(alg, data):
    """The digest of some bytes."""
    if alg == "sha256":
        return hashlib.sha256(data).digest()
    if "sm3" in hashlib.algorithms_available:
        return hashlib.new("sm3", data).digest()
    return bytes.fromhex(sm3(data))


class Sm3:
    """SM3 for a Python whose OpenSSL has none; it keeps the text until the end."""

    def __init__(self):
        self.data = []

    def update(self, data):
        """Takes more."""
        self.data.append(data)

    def hexdigest(self):
        """The digest of all."""
        return sm3(b"".join(self.data))


def sm3(data):
    """SM3 (GB/T 32905-2016) in plain Python."""
    mask = 0xFFFFFFFF

    def turn(value, by):
        by %= 32
        return ((value << by) | (value >> (32 - by))) & mask

    state = [0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E]
    padded = data + b"\x80" + b"\0" * ((55 - len(data)) % 64) + (len(data) * 8).to_bytes(8, "big")
    for start in range(0, len(padded), 64):
        w = [int.from_bytes(padded[n:n + 4], "big") for n in range(start, start + 64, 4)]
        for j in range(16, 68):
            x = w[j - 16] ^ w[j - 9] ^ turn(w[j - 3], 15)
            w.append((x ^ turn(x, 15) ^ turn(x, 23)) ^ turn(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = state
        for j in range(64):
            s1 = turn((turn(a, 12) + e + turn(0x79CC4519 if j < 16 else 0x7A879D8A, j)) & mask, 7)
            s2 = s1 ^ turn(a, 12)
            ff = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
            gg = e ^ f ^ g if j < 16 else (e & f) | (~e & mask & g)
            t1, t2 = (ff + d + s2 + (w[j] ^ w[j + 4])) & mask, (gg + h + s1 + w[j]) & mask
            a, b, c, d, e, f, g, h = t1, a, turn(b, 9), c, t2 ^ turn(t2, 9) ^ turn(t2, 17), e, turn(f, 19), g
        state = [x ^ y for x, y in zip(state, (a, b, c, d, e, f, g, h))]
    return "".join("%08x" % value for value in state)


if __name__ == "__main__":
    sys.exit(main())
