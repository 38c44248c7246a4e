"""Partial order: which moves must be looked at together, and which can wait.

Two moves depend on one another when one writes a bit the other reads, or one sets what the other clears. A stubborn set
holds, with each move that can be made, all that depend on it, and with each that cannot, all that could give it what
it lacks. Exploring only its moves leaves out nothing but the order of steps that do not concern each other.
"""
from __future__ import annotations

from engine.process.proof.bits import numbers
from engine.process.proof.shape import Move, Net


class Stubborn:
    """The dependence between the moves of one net, as sets of moves (bit masks over their numbers)."""

    def __init__(self, net: Net):
        self.net = net
        self.readers: dict[int, int] = {}
        self.setters: dict[int, int] = {}
        self.clearers: dict[int, int] = {}
        for index, move in enumerate(net.moves):
            one = 1 << index
            for table, mask in ((self.readers, _reads(net, move)), (self.setters, move.put),
                                (self.clearers, move.clear & ~move.put)):
                for bit in numbers(mask):
                    table[bit] = table.get(bit, 0) | one
        self.depends = [0] * len(net.moves)
        self.joined = self._joined()

    def choose(self, state: int, enabled: list[int]) -> list[int]:
        """The moves of a smallest stubborn set found, among those that can be made."""
        can = 0
        for index in enabled:
            can |= 1 << index
        best, fewest = can, len(enabled)
        for seed in enabled:
            chosen = self._close(state, seed, can, fewest)
            if chosen is not None:
                best, fewest = chosen, chosen.bit_count()
                if fewest == 1:
                    break
        return [index for index in enabled if best >> index & 1]

    def _close(self, state: int, seed: int, can: int, fewest: int) -> int | None:
        """The moves that can be made of the stubborn set around `seed`; None when it is no smaller than the best so far."""
        held = waiting = 1 << seed
        while waiting:
            low = waiting & -waiting
            waiting ^= low
            index = low.bit_length() - 1
            more = self._dependent(index) if can & low else self._enablers(state, index, held)
            more &= ~held
            held |= more
            waiting |= more
            if (held & can).bit_count() >= fewest:
                return None
        return held & can

    def _dependent(self, index: int) -> int:
        if not self.depends[index]:
            move, found = self.net.moves[index], self.joined.get(index, 0)
            for bit in numbers(_reads(self.net, move)):
                found |= self.setters.get(bit, 0) | self.clearers.get(bit, 0)
            for bit in numbers(move.put):
                found |= self.readers.get(bit, 0) | self.clearers.get(bit, 0)
            for bit in numbers(move.clear & ~move.put):
                found |= self.readers.get(bit, 0) | self.setters.get(bit, 0)
            self.depends[index] = found | 1 << index
        return self.depends[index]

    def _enablers(self, state: int, index: int, held: int) -> int:
        """All moves that could give this one something it lacks; of several lacks, one that adds least."""
        move = self.net.moves[index]
        best: int | None = None
        for table, mask in ((self.setters, move.pre & ~state), (self.clearers, move.inhibit & state)):
            for bit in numbers(mask):
                found = table.get(bit, 0)
                if not found & ~held:
                    return found
                if best is None or (found & ~held).bit_count() < (best & ~held).bit_count():
                    best = found
        if best is not None:
            return best
        found = 0
        for mask in move.barred:
            if state & mask == mask:
                for bit in numbers(mask):
                    found |= self.clearers.get(bit, 0)
        return found

    def _joined(self) -> dict[int, int]:
        """Moves that an inclusive join looks at, all of them together: it counts tokens wherever they are."""
        found: dict[int, int] = {}
        watched = 0
        for alarm in self.net.alarms:
            watched |= alarm.marked | alarm.empty | alarm.overlooked
        if watched:
            group = [index for index, move in enumerate(self.net.moves) if (move.clear | move.put) & watched]
            whole = sum(1 << index for index in group)
            found = {index: whole for index in group}
        return found


def _reads(net: Net, move: Move) -> int:
    """Every bit on which it depends whether the move can be made, or what it shows."""
    bits = move.pre | move.inhibit | move.put & net.tokens
    for mask in move.barred:
        bits |= mask
    for demand in move.demands:
        bits |= demand.any_of | demand.only_if
    return bits
