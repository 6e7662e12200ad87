"""What must not be shown: secrets however they are spelled, addresses, control characters."""

import html.entities
import ipaddress
import re
from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies

import pyarrow as pa
import pyarrow.parquet as pq

HIDDEN = "***"
SHORTEST = 4
"""Characters; what is shorter stands in any text by chance, and is no secret."""
SHORTEST_BASE64 = 6
LONGEST_SPELLING = 96
"""Bytes that one character of a secret takes at most, however it is spelled."""
CHUNK = 1 << 16
SHORT = {"\0": "0", "\a": "a", "\b": "b", "\t": "t", "\n": "n", "\v": "v", "\f": "f", "\r": "r"}
"""Control characters with an escape of one letter."""

SPACES = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
CONTROLS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]+"
)
"""What moves a terminal's cursor or the order of letters, and what is no character."""
LOGIN = re.compile(r"(?<=://)[^/\s@]+@")
IPV4 = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\d|\.\d)")
IPV6 = re.compile(
    r"(?<![\w:])(?=[\da-f]*:[\da-f:]*:)[\da-f:]+(?:\d+\.\d+\.\d+\.\d+)?(?![\w:]|\.\d)", re.I
)

_NAMES = defaultdict[str, set[str]](set)
for _entity, _meant in html.entities.html5.items():
    _NAMES[_meant].add(_entity.removesuffix(";"))


class Redaction:
    """Knows secrets in every spelling, and takes them out of texts, bodies and files."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = sorted({s for s in secrets if len(s) >= SHORTEST}, key=len, reverse=True)
        self._pattern = re.compile(b"|".join(map(_spellings, known))) if known else None
        self._held = max(map(len, known), default=0) * LONGEST_SPELLING

    def text(self, text: str) -> str:
        """Return a text on one line, without secrets and control characters."""
        return self.body(printable(text).encode()).decode("utf-8", "replace")

    def said(self, text: str) -> str:
        """Return the words of a server or a library: also without network addresses and logins."""
        return self.text(LOGIN.sub(f"{HIDDEN}@", _without_addresses(printable(text))))

    def body(self, content: bytes) -> bytes:
        """Return a body without secrets."""
        return self._pattern.sub(HIDDEN.encode(), content) if self._pattern else content

    def refused(self, content: bytes) -> bytes:
        """Return the body of a refusal without the network addresses that it names."""
        text = content.decode("utf-8", "surrogateescape")
        return _without_addresses(text).encode("utf-8", "surrogateescape")

    def beginning(self, content: bytes, *, whole: bool) -> bytes:
        """Return the beginning of a body without secrets, also without one that is cut in two."""
        if self._pattern is None or whole:
            return self.body(content)
        return b"".join(list(self.stream([content]))[:-1])

    def stream(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield a body without secrets, also without those that lie across chunks."""
        if self._pattern is None:
            yield from chunks
            return
        held = b""
        for chunk in chunks:
            held = self.body(held + chunk)
            done = max(0, len(held) - self._held)
            yield held[:done]
            held = held[done:]
        yield held

    def deep(self, value: Any) -> Any:
        """Return a JSON value whose texts hold no secrets and no control characters."""
        return _deep(value, self.text)

    def file(self, path: Path) -> None:
        """Take secrets out of a file, be it a text or Parquet."""
        if self._pattern is None:
            return
        with path.open("rb") as content:
            parquet = content.read(4) == b"PAR1"
        if parquet:
            self._parquet(path)
            return
        draft = path.with_name(f"{path.name}.redacted")
        with path.open("rb") as content, draft.open("wb") as clean:
            clean.writelines(self.stream(iter(lambda: content.read(CHUNK), b"")))
        draft.replace(path)

    def _parquet(self, path: Path) -> None:
        """Write a Parquet file anew if its texts, names or notes hold a secret."""
        table = pq.read_table(path)
        columns = [
            pa.chunked_array(map(self._array, column.chunks), column.type)
            for column in table.columns
        ]
        clean = pa.table(columns, names=_deep(table.column_names, self._cell))
        notes = b"".join(b"".join(pair) for pair in (table.schema.metadata or {}).items())
        if not clean.equals(table.replace_schema_metadata(None)) or self.body(notes) != notes:
            pq.write_table(clean, path, compression="zstd")

    def _array(self, array: pa.Array) -> pa.Array:
        kind = array.type
        if pa.types.is_dictionary(kind):
            return pa.DictionaryArray.from_arrays(array.indices, self._array(array.dictionary))
        if pa.types.is_primitive(kind):
            return array
        return pa.array(_deep(array.to_pylist(), self._cell), kind)

    def _cell(self, value: str | bytes) -> str | bytes:
        if isinstance(value, bytes):
            return self.body(value)
        return self.body(value.encode()).decode("utf-8", "replace")


def _deep(value: Any, clean: Callable[[Any], Any]) -> Any:
    """Return a value with each of its texts, names too, as `clean` leaves it."""
    if isinstance(value, str | bytes):
        return clean(value)
    if isinstance(value, dict):
        return {_deep(key, clean): _deep(item, clean) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_deep(item, clean) for item in value)
    return value


def printable(text: str) -> str:
    """Return a text without control characters; what breaks a line becomes a space."""
    if text.isascii() and text.isprintable():
        return text
    return CONTROLS.sub("", SPACES.sub(" ", text))


def proxy_passwords() -> set[str]:
    """Return the passwords of the proxies that the environment names."""
    found = set()
    for proxy in getproxies().values():
        try:
            password = urlsplit(proxy).password
        except ValueError:
            continue
        found |= {password or "", unquote(password or "")}
    return found - {""}


def _without_addresses(text: str) -> str:
    def hide(found: re.Match[str]) -> str:
        try:
            ipaddress.ip_address(found[0])
        except ValueError:  # a time, a version
            return found[0]
        return HIDDEN

    return IPV4.sub(hide, IPV6.sub(hide, text))


def _spellings(secret: str) -> bytes:
    """Return a regular expression for a secret, however its characters are spelled."""
    between = rb"(?:\x00|\\{1,8}(?:x00|u0000))?"  # UTF-16
    found = [b"(?i:" + between.join(map(_character, secret)) + b")"]
    for mark in "\"'`":  # as SQL and CSV quote it; all of it, or long rows of them took for ever
        if mark in secret:
            doubled = (mark.encode() * 2 if c == mark else _character(c) for c in secret)
            found.append(b"(?i:" + between.join(doubled) + b")")
    content = secret.encode("utf-8", "surrogateescape")
    found.append(b"(?i:" + content.hex().encode() + b")")
    firsts = {secret[0], content.hex()[0]}
    for before in range(3):  # as a part of something longer, it begins at any of three places
        first, last = -(-before * 8 // 6), (before + len(content)) * 8 // 6
        core = b64encode(bytes(before) + content).decode()[first:last]
        if len(core) >= SHORTEST_BASE64:
            wrapped = rb"(?:\r|\n|\\{1,8}[rn]|%0[ADad]){0,4}"
            found.append(wrapped.join(map(_digit, core)))
            firsts |= {core[0], core[0].translate(str.maketrans("+/", "-_"))}
    begin = b"".join(map(re.escape, sorted(_first_bytes(firsts))))  # to be fast with large bodies
    return b"(?=[" + begin + b"])(?:" + b"|".join(found) + b")"


def _first_bytes(characters: Iterable[str]) -> set[bytes]:
    """Return the bytes that a spelling of one of the characters may begin with."""
    found = {b"%", b"\\", b"&"}
    for character in characters:
        found |= {b"+"} if character == " " else set()
        for case in (character, character.lower(), character.upper()):
            plain = case.encode("utf-8", "surrogateescape")
            units = case[0].encode("utf-16-be", "surrogatepass")
            found |= {plain[:1], plain.decode("latin-1").encode()[:1], units[:1], units[1:2]}
            found |= {bytes([ord(case[0])])} if ord(case[0]) < 256 else set()
    return found


def _digit(digit: str) -> bytes:
    """Return a regular expression for a digit of base64, of either alphabet."""
    if digit.isalnum():
        return digit.encode()
    twin = {"+": "-", "/": "_"}[digit]
    return b"(?i:" + _character(digit) + b"|" + _character(twin) + b")"


def _character(character: str) -> bytes:
    """Return a regular expression for a character: plain, percent-encoded, escaped, an entity."""
    plain, number = character.encode("utf-8", "surrogateescape"), ord(character)
    units = character.encode("utf-16-be", "surrogatepass")
    pairs = [units[i : i + 2].hex() for i in range(0, len(units), 2)]
    escapes = [
        "".join(rf"%(?:25){{0,4}}{byte:02x}" for byte in plain),
        "".join(rf"\\{{1,8}}x{byte:02x}" for byte in plain),
        "".join(rf"\\{{1,8}}u{pair}" for pair in pairs),
        rf"\\{{1,8}}u\{{0{{0,6}}{number:x}\}}",
        rf"\\{{1,8}}U{number:08x}",
        "".join(rf"\\{{1,8}}{byte:03o}" for byte in plain),
        "".join(rf"%(?:25){{0,4}}u{pair}" for pair in pairs),
        rf"&(?:amp;){{0,4}}#0{{0,8}}{number};?",
        rf"&(?:amp;){{0,4}}#x0{{0,8}}{number:x};?",
    ]
    if number < 256:
        escapes += [rf"\\{{1,8}}x{number:02x}", rf"\\{{1,8}}{number:03o}"]
    if character in SHORT:
        escapes.append(rf"\\{{1,8}}{SHORT[character]}")
    if names := sorted(_NAMES.get(character, ()), key=len, reverse=True):
        escapes.append(rf"&(?:amp;){{0,4}}(?:{'|'.join(names)});?")
    if character == " ":
        escapes.append(r"\+")
    found = [re.escape(plain), *(escape.encode() for escape in escapes)]
    if not character.isalnum():
        found.append(rb"\\{1,8}" + re.escape(plain))
    if number > 127:
        found.append(re.escape(plain.decode("latin-1").encode()))  # UTF-8 taken for Latin-1
        found += [re.escape(bytes([number]))] if number < 256 else []
        found += [re.escape(units), re.escape(character.encode("utf-16-le", "surrogatepass"))]
    return b"(?:" + b"|".join(found) + b")"
