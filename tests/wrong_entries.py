"""YAML files with one value in them replaced by another, written as a person may write it."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

HERE = "ReplaceThis"
Place = tuple[int | str, ...]

VALUES: dict[str, str] = {
    "list": "[1, two]",
    "empty list": "[]",
    "list of lists": "[[[x]]]",
    "mapping": "{a: 1, b: two}",
    "list of others": "[null, true, 2024-01-01, 2024-05-27 10:30:00]",
    "mapping of others": "{a: null, b: true, c: 2024-05-27 10:30:00}",
    "template": "{{ value }}",
    "empty mapping": "{}",
    "mapping as a key": "{{a: b}: c}",
    "list as a key": "{[a, b]: c}",
    "key twice": "{a: 1, a: 2}",
    "null": "null",
    "tilde": "~",
    "nothing": "",
    "empty text": "''",
    "blanks": "'   '",
    "true": "true",
    "yes": "yes",
    "no": "no",
    "on": "on",
    "zero": "0",
    "one": "1",
    "minus one": "-1",
    "minus zero": "-0",
    "minus zero, real": "-0.0",
    "real": "0.5",
    "percent sign": "50%",
    "comma": "1,000",
    "comma in quotes": "'1,000'",
    "underscore": "1_000",
    "odd underscore": "1_2",
    "octal": "010",
    "hexadecimal": "0x10",
    "binary": "0b11",
    "sexagesimal": "1:30",
    "sexagesimal, real": "1:30.5",
    "nan": ".nan",
    "nan in quotes": "'nan'",
    "infinite": ".inf",
    "infinite in quotes": "'Infinity'",
    "1e400": "1e400",
    "1e400 in quotes": "'1e400'",
    "1.0e+400": "1.0e+400",
    "1e-400": "'1e-400'",
    "1.0e-400": "1.0e-400",
    "30 digits": "9" * 30,
    "18 digits": "9" * 18,
    "2**31": str(2**31),
    "5,000 digits": "9" * 5000,
    "5,000 digits in quotes": f"'{'9' * 5000}'",
    "5,000 decimals": f"0.{'1' * 5000}",
    "other digits": "'\uff15\uff10'",
    "fraction": "1/2",
    "no day": "2024-02-31",
    "no day in quotes": "'2024-02-31'",
    "no month": "'2024-13'",
    "year 0": "0000-01-01",
    "year 0 in quotes": "'0000'",
    "year 9999": "9999-12-31",
    "year 9999 in quotes": "'9999'",
    "last day in quotes": "'9999-12-31'",
    "a day": "2024-05-27",
    "time": "2024-05-27 10:30:00",
    "time with zone": "2024-05-27T10:30:00+14:00",
    "no time": "2024-05-27 25:61:61",
    "year": "2024",
    "month": "2024-05",
    "words for a date": "soon",
    "long text": "x" * 100_000,
    "text": "word " * 60,
    "one letter": "x",
    "question mark": "'?'",
    "typeset question mark": "“?”",
    "NUL": r'"a\0b"',
    "bell": r'"a\ab"',
    "escape": r'"\e[31mred"',
    "NEL": r'"a\Nb"',
    "line ends": r'"a\r\nb"',
    "surrogate": r'"\ud800"',
    "emoji": "🙂🏳️‍🌈",
    "right to left": '"\\u202Eabc"',
    "quote": '"a\'b"',
    "markup": "'<script>alert(1)</script>'",
    "braces": "'{x} {0} %s $y'",
    "SQL": '"\'); drop table claim; --"',
    "path": "'../../etc/passwd'",
    "tag of Python": "!!python/object/apply:os.system [ls]",
    "tag of a set": "!!set {a, b}",
    "binary tag": "!!binary aGVsbG8=",
    "int tag": "!!int abc",
    "bool tag": "!!bool maybe",
    "time tag": "!!timestamp soon",
    "own tag": "!mine x",
    "unknown alias": "*nothing",
    "itself": "&self [*self]",
    "merge of a number": "{<<: 1}",
    "merge of itself": "&m {<<: *m}",
    "deep": "[" * 30 + "]" * 30,
    "too deep": "[" * 200 + "]" * 200,
    "equals": "=",
    "merge": "<<",
    "unclosed": "[a",
    "colon": "a: b: c",
    "tab": "\tx",
    "at": "@x",
    "backtick": "`x`",
}


class Mutation(NamedTuple):
    """A field of a file, and what is put in its place."""

    file: str
    place: Place
    value: str

    @property
    def name(self) -> str:
        return f"{self.file} {'.'.join(map(str, self.place))} = {self.value}"


def fields(content: Any) -> dict[Place, Place]:
    """Return one place for each kind of field: ids of entries and numbers of items are alike."""
    found: dict[Place, Place] = {}
    for place in _places(content, ()):
        alike = tuple("*" if n == 1 or isinstance(p, int) else p for n, p in enumerate(place))
        found.setdefault(alike, place)
    return found


def _places(value: Any, place: Place) -> Iterator[Place]:
    yield place
    inner: Any = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    for step, part in inner:
        yield from _places(part, (*place, step))


def written(content: Any, place: Place, value: str) -> str:
    """Return YAML with the value at a place replaced by what somebody wrote there."""
    if not place:
        return value
    changed = copy.deepcopy(content)
    part = changed
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = HERE
    text = yaml.dump(
        changed, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=10_000
    )
    return text.replace(HERE, value)


def sample(mutations: list[Mutation], number: int, seed: int) -> list[Mutation]:
    return random.Random(seed).sample(mutations, min(number, len(mutations)))
