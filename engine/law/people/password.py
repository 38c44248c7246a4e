"""What a password must be, by the profile of a security policy."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Callable, Iterable

#: tests of the four classes of characters; a Chinese one counts among the signs
CLASSES = (str.islower, str.isupper, str.isdigit, lambda one: not one.isascii() or not one.isalnum())
#: a word of the person's own surroundings shorter than this is in too many good passwords
SHORTEST_WORD = 4


@dataclass(frozen=True, slots=True)
class Profile:
    """What a password must be.

    Attributes:
        shortest, longest: characters. classes: of lower case, upper case, digits and signs, how many at least.
        change_after_days: 0 for never. not_again: how many of the last passwords, the present one included, may not come again.
    """

    code: str
    name: str
    shortest: int
    longest: int
    classes: int
    change_after_days: int
    not_again: int
    source: str

    @property
    def said(self) -> str:
        """The demands as a person choosing a password reads them."""
        mixed = f"，含大写、小写、数字、符号中的{'一两三四'[self.classes - 1]}类" if self.classes > 1 else "，可以使用较长的短语"
        again = f"，不与最近 {self.not_again} 次用过的相同" if self.not_again else ""
        return f"至少 {self.shortest} 位{mixed}{again}，不含账号、姓名、单位和常见密码"

    def faults(self, password: str, own: Iterable[str], common: Callable[[str], bool]) -> list[str]:
        """What is wrong with a password, in Chinese.

        Args:
            own: words of the person's surroundings: login, name, unit, product.
            common: whether a text is, or is built on, a common password.
        """
        found = []
        if len(password) < self.shortest:
            found.append(f"至少 {self.shortest} 位，现为 {len(password)} 位")
        if len(password) > self.longest:
            found.append(f"最多 {self.longest} 位")
        if sum(any(map(test, password)) for test in CLASSES) < self.classes:
            found.append(f"须含大写、小写、数字、符号中的{'一两三四'[self.classes - 1]}类")
        if any(word in password.lower() for word in _words(own)):
            found.append("不能含有账号、姓名或单位名称")
        if common(password):
            found.append("过于常见，容易被猜中")
        return found

    def expired(self, since: datetime | None, at: datetime) -> bool:
        """Whether a password set at `since` must be changed; None is one of which nobody knows when."""
        return self.change_after_days > 0 and (since is None or since + timedelta(days=self.change_after_days) <= at)


def _words(own: Iterable[str]) -> set[str]:
    """The words worth looking for: long enough, or Chinese names of two characters."""
    words = {part.lower() for text in own for part in (text, *text.replace("_", ".").replace("-", ".").split("."))}
    return {w for w in words if len(w) >= SHORTEST_WORD or (len(w) > 1 and not w.isascii())}
