"""YAML files that people edit, read strictly: nothing is guessed, and each problem has its place.

PyYAML parses; what its events say is put together here, because its own constructor reads 010 as 8
and 1:30 as 90, keeps the last of two equal keys, ends in tracebacks, and has no bounds.
"""

import codecs
import re
import reprlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, TypeVar, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError

from collectors.errors import InputError, did_you_mean

Model = TypeVar("Model", bound=BaseModel)
Place = tuple[int | str, ...]
"""Keys and numbers of list items that lead to a value, from the top of the file."""

MOST_BYTES = 10_000_000
MOST_PROBLEMS = 100
"""Problems that are told at once."""
MOST_REPEATED = 50_000
"""Values that aliases may repeat, all in all."""
DEEPEST = 40
LONGEST = 20_000
"""Characters of one text."""
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
WHOLE = re.compile(r"[-+]?(0|[1-9]\d{0,2}(_\d{3})+|[1-9]\d{0,17})")
REAL = re.compile(r"[-+]?(\d{1,3}(_\d{3})+|\d{0,18})\.\d{0,18}([eE][-+]\d{1,2})?")
OTHER_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)


class _Wrong:
    def __repr__(self) -> str:
        return "?"


WRONG = _Wrong()
"""Stands where a value was written that is none; its problem is told already."""


class Problem(NamedTuple):
    """What is wrong with a value."""

    place: Place
    line: int
    said: str


@dataclass(frozen=True)
class Content:
    """What a YAML file holds.

    Attributes:
        name: what messages call the file.
        value: mappings with texts as keys, lists, texts, numbers, days, true, false, None.
        lines: by the id of a mapping or list, the line of each of its keys or items, from 1.
        problems: values that are none; `WRONG` stands for them.
    """

    name: str
    value: Any
    lines: dict[int, dict[int | str, int]] = field(repr=False)
    problems: list[Problem]


def read(path: Path, model: type[Model], root: Path) -> Model:
    """Return the file's content as `model`.

    Args:
        path: the YAML file.
        model: what it must contain.
        root: messages name the file relative to this folder.

    Raises:
        InputError: one line per problem, all problems of the file at once.
    """
    return checked(parse(path, path.relative_to(root).as_posix()), model)


def checked(content: Content, model: type[Model]) -> Model:
    """Return a file's content as `model`.

    Raises:
        InputError: one line per problem, all of them at once.
    """
    found = list(content.problems)
    try:
        made = model.model_validate(content.value)
    except ValidationError as error:
        found += _problems(error, content, model)
    if found:
        said = (
            f"{content.name}: line {line}, {_where(place, content.value, model)}{said}"
            for place, line, said in found
        )
        raise InputError(bounded(dict.fromkeys(said)))
    return made


def bounded(problems: Iterable[str]) -> list[str]:
    """Return problems, but no more of them than anybody reads."""
    first = list(islice(problems, MOST_PROBLEMS + 1))
    if len(first) > MOST_PROBLEMS:
        first[-1] = "There are more problems than these: correct these first."
    return first


def parse(path: Path, name: str) -> Content:
    """Return what a YAML file holds, whatever it is; `name` is what messages call the file.

    Raises:
        InputError: it is not there, too large, not UTF-8, or not YAML.
    """
    text = _text(path, name)
    try:
        return _Composer(text).content(name)
    except yaml.MarkedYAMLError as error:
        raise InputError([f"{name}: {_not_yaml(text, error)}"]) from error
    except yaml.YAMLError as error:
        raise InputError([f"{name}: not a YAML file ({error}). Correct it."]) from error


def _text(path: Path, name: str) -> str:
    """Return a file's text, or refuse it."""
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        _refuse(
            name,
            "the file does not exist. Correct the name, or make the file: `sharecheck new DIR` "
            "writes a folder with each of them, commented.",
        )
    except IsADirectoryError:
        _refuse(name, "a folder; expected a YAML file. Move the folder elsewhere.")
    except OSError as error:
        _refuse(name, f"it cannot be read ({error.strerror}). Correct its name or permissions.")
    if len(raw) > MOST_BYTES:
        _refuse(name, f"larger than {MOST_BYTES // 1_000_000} MB. Divide it into several files.")
    if raw.startswith(OTHER_BOMS):
        _refuse(name, "not in UTF-8 but in UTF-16 or UTF-32. Save it as UTF-8.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, byte = raw.count(b"\n", 0, error.start) + 1, raw[error.start]
        _refuse(name, f"line {line}: not in UTF-8 (a byte is {byte:#04x}). Save it as UTF-8.")
    if found := CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        _refuse(name, f"line {line}: {_unfit(found[0])}")
    return text


def _refuse(name: str, said: str) -> NoReturn:
    raise InputError([f"{name}: {said}"])


def _not_yaml(text: str, error: yaml.MarkedYAMLError) -> str:
    """Return where a text is no YAML, with the line it is in, and why."""
    said = str(error.problem)
    if not isinstance(error, _Refused):
        said = (
            f"not valid YAML ({error.problem or error.context}). Correct it: indent with spaces, "
            "not tabs, close what is opened, and put text with “: ” or “#” in it in quotes."
        )
    if (mark := error.problem_mark or error.context_mark) is None:
        return said
    line = "".join(text.splitlines()[mark.line : mark.line + 1]).strip()
    quoted = f" in {shown(line)}" if line else ""
    return f"line {mark.line + 1}, column {mark.column + 1}{quoted}: {said}"


# --- from events to values ----------------------------------------------------------------------


class _Refused(yaml.MarkedYAMLError):
    """Something that YAML allows and these files must not have; it ends the reading."""


class _Composer:
    """Puts the values of a YAML text together, within bounds."""

    def __init__(self, text: str) -> None:
        self._loader: Any = yaml.CSafeLoader(text)
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._values = self._repeated = 0
        self._lines: dict[int, dict[int | str, int]] = {}
        self._problems = list[Problem]()

    def content(self, name: str) -> Content:
        """Return the one document that the text holds; None for an empty one."""
        self._next()  # the stream's start
        value = None
        if not self._loader.check_event(yaml.StreamEndEvent):
            self._next()
            value = self._value(())
            self._next()
            if not self._loader.check_event(yaml.StreamEndEvent):
                self._refuse(self._next(), "a second document begins here. Keep one in a file.")
        return Content(name, value, self._lines, self._problems)

    def _next(self) -> Any:
        return self._loader.get_event()

    def _refuse(self, event: Any, said: str) -> NoReturn:
        raise _Refused(None, None, said, event.start_mark)

    def _tell(self, place: Place, line: int, said: str) -> None:
        self._problems.append(Problem(place, line, f": {said}"))

    def _value(self, place: Place) -> Any:
        event = self._next()
        if len(place) > DEEPEST:
            self._refuse(event, f"nested more than {DEEPEST} deep. Write it flatter.")
        if isinstance(event, yaml.AliasEvent):
            return self._repeat(event)
        before = self._values
        self._values += 1
        if event.tag not in (None, "!", "tag:yaml.org,2002:str"):
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._refuse(event, f"the tag {shown(tag)} is none that is read here. Remove it.")
        match event:
            case yaml.ScalarEvent():
                value = self._scalar(event, place)
            case yaml.SequenceStartEvent():
                value = self._list(place)
            case _:
                value = self._mapping(place)
        if event.anchor is not None:
            self._anchors[event.anchor] = value, self._values - before
        return value

    def _repeat(self, event: yaml.AliasEvent) -> Any:
        name = event.anchor
        if name not in self._anchors:
            said = f"*{name} repeats what is not there yet, or itself. Write &{name} before what "
            self._refuse(event, f"{said}is to be repeated, and repeat it outside of that.")
        value, values = self._anchors[name]
        self._values += values
        self._repeated += values
        if self._repeated > MOST_REPEATED:
            said = f"with *{name}, more than {MOST_REPEATED:,} values are repeated."
            self._refuse(event, f"{said} Write out what is meant.")
        return value

    def _list(self, place: Place) -> list[Any]:
        items, lines = list[Any](), dict[int | str, int]()
        while not self._loader.check_event(yaml.SequenceEndEvent):
            number = len(items)
            lines[number] = self._loader.peek_event().start_mark.line + 1
            items.append(self._value((*place, number)))
        self._next()
        self._lines[id(items)] = lines
        return items

    def _mapping(self, place: Place) -> dict[str, Any]:
        made, lines, merged = dict[str, Any](), dict[int | str, int](), list[dict[str, Any]]()
        while not self._loader.check_event(yaml.MappingEndEvent):
            event = self._loader.peek_event()
            line = event.start_mark.line + 1
            merging = isinstance(event, yaml.ScalarEvent) and event.value == "<<"
            key = self._key(place, line)
            value = self._value((*place, "<<" if key is None else key))
            if merging and event.implicit[0]:
                several = value if isinstance(value, list) else [value]
                if all(isinstance(one, dict) for one in several):
                    merged += several
                else:
                    said = f"found {shown(value)} after <<; expected fields to be merged."
                    self._tell(place, line, f"{said} Correct it.")
            elif key is not None and key in made:
                said = f"the key {shown(key)} stands twice in one mapping; keep one of them."
                self._tell(place, line, said)
            elif key is not None:
                made[key], lines[key] = value, line
        self._next()
        for other in merged:
            for key in other:
                made.setdefault(key, other[key])
                lines.setdefault(key, self._lines[id(other)].get(key, 1))
        self._lines[id(made)] = lines
        return made

    def _key(self, place: Place, line: int) -> str | None:
        """Return a key as it is written: no, 2024 and null are names where a name belongs."""
        if isinstance(self._loader.peek_event(), yaml.ScalarEvent):
            event = self._next()
            if event.anchor is not None:
                self._anchors[event.anchor] = event.value, 1
            if not (said := _unfit(event.value)):
                return str(event.value)
            self._tell(place, line, f"a key: {said}")
        elif isinstance(key := self._value((*place, "<<")), str):
            return key
        else:
            self._tell(place, line, f"found {shown(key)} as a key; expected one word. Correct it.")
        return None

    def _scalar(self, event: Any, place: Place) -> Any:
        """Return what a word stands for; record why it stands for nothing."""
        text, tag = event.value, "str"
        if event.tag in (None, "!"):
            tag = self._loader.resolve(yaml.ScalarNode, text, event.implicit)
        match tag.removeprefix("tag:yaml.org,2002:"):
            case "null":
                return None
            case "bool":
                return yaml.SafeLoader.bool_values[text.lower()]
            case "int" if WHOLE.fullmatch(text):
                return int(text)
            case "float" if REAL.fullmatch(text):
                return float(text)
            case "int" | "float":
                said = (
                    f"found {shown(text)}; expected a number in plain digits, 18 at most, such as "
                    "1200 or 0.5. Correct it; if it is text, put it in quotes."
                )
            case "timestamp":
                try:
                    return self._loader.construct_yaml_timestamp(yaml.ScalarNode(tag, text))
                except (ValueError, OverflowError):
                    said = f"found {shown(text)}, a day that does not exist. Correct it."
            case _:
                if not (said := _unfit(text)):
                    return text
        self._tell(place, event.start_mark.line + 1, said)
        return WRONG


def _unfit(text: str) -> str:
    """Return why a text can stand nowhere; empty when it can."""
    if found := CONTROL.search(text):
        return (
            f"a control character (U+{ord(found[0]):04X}) stands in the text, as in a file that is "
            "damaged or no text. Remove it."
        )
    if len(text) > LONGEST:
        return f"a text of {len(text):,} characters; expected {LONGEST:,} at most. Shorten it."
    return ""


# --- what the model refuses, in words ------------------------------------------------------------


EXPECTED = yaml.safe_load((Path(__file__).parent / "machinery/expected.yml").read_text("utf-8"))
"""What pydantic expects, by the type of its error; its own words are for programmers."""
KEY = "[key]"


def _problems(error: ValidationError, content: Content, model: type[BaseModel]) -> list[Problem]:
    """Return what is wrong, one problem a place: of a part before the whole, then the first."""
    found: dict[Place, Problem] = {}
    told = {place for place, *_ in content.problems}
    # each of several types that may stand at a place has an error of its own there
    for problem in error.errors(include_url=False)[: 10 * MOST_PROBLEMS]:
        missing = problem["type"] == "missing"
        place, chosen = _place(problem["loc"], content.value, missing=missing)
        if problem["input"] is WRONG or place in told:
            continue
        said = _said(problem, place, model)
        if missing and place and isinstance(place[-1], int):
            few = f"expected {place[-1] + 1} or more entries. Correct it."
            place, said = place[:-1], f": found {shown(problem['input'])}; {few}"
            found.pop(place, None)  # of several that are missing, the last one says how many
        if chosen:
            if any(p != place and p[: len(place)] == place for p in {*found, *told}):
                continue
            found = {p: found[p] for p in found if p == place or p != place[: len(p)]}
        found.setdefault(place, Problem(place, _line(place, content), said))
    return list(found.values())


def _place(location: tuple[Any, ...], value: Any, *, missing: bool) -> tuple[Place, bool]:
    """Return the place in a file that pydantic means, and whether it names one of several types."""
    place, chosen = list[int | str](), False
    for number, step in enumerate(location):
        steps = range(len(value)) if isinstance(value, list) else value
        if isinstance(value, list | dict) and step in steps:
            value = value[step]
        elif step != KEY and not (missing and number == len(location) - 1):
            chosen = True
            continue
        place.append(step)
    return tuple(place), chosen


def _said(problem: Any, place: Place, model: type[BaseModel]) -> str:
    """Return a pydantic error in words, as they follow the name of the field."""
    found, kind = problem["input"], problem["type"]
    open_yet = isinstance(found, str) and found.strip(" “”") == "?"
    lead = ": a “?” is left to be filled in;" if open_yet else f": found {shown(found)};"
    near = ""
    match kind:
        case "missing":
            return " is missing. Add it."
        case "extra_forbidden":
            near = did_you_mean(place[-1], _fields(model, place[:-1]))
            return f" is unknown. Correct its spelling or remove it.{near}"
        case "value_error":
            said = problem["msg"].removeprefix("Value error, ")
            lead = ":" if isinstance(found, dict) else lead  # what is wrong in it is said
        case "literal_error":
            said = f"expected {problem['ctx']['expected']}"
            near = did_you_mean(found, re.findall(r"'([^']*)'", said))
        case _ if kind in EXPECTED:
            said = f"expected {EXPECTED[kind].format(**problem.get('ctx', {}))}"
        case _:
            said = problem["msg"]
    if kind == "string_type" and not isinstance(found, dict | list) and found is not None:
        said += ", so put it in quotes"
    said = said if said.endswith((".", "?")) else f"{said}."
    fix = " Correct it." if said.startswith("expected") else ""
    return f"{lead} {said}{fix}{near}"


def shown(value: Any) -> str:
    """Return a value as a person wrote it in YAML, shortened to 80 characters."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true (or yes, on)" if value else "false (or no, off)"
    found = _short.repr(value)
    return found if len(found) <= 80 else f"{found[:77]}..."


class _Short(reprlib.Repr):
    """Writes what stands in lists and mappings as YAML does; reprlib finds the method by type."""

    def repr_NoneType(self, _: None, _level: int) -> str:
        return "null"

    def repr_bool(self, value: bool, _level: int) -> str:
        return str(value).lower()

    def repr_date(self, value: date, _level: int) -> str:
        return str(value)

    repr_datetime = repr_date


_short = _Short()
_short.maxlevel, _short.maxstring, _short.maxother = 2, 70, 70


def _where(place: Place, value: Any, model: type[BaseModel]) -> str:
    """Return the words for a place: the entry, by its id or number, and the field in it."""
    entry, rest = _entry(place, value, model)
    keyed = rest[-1:] == (KEY,)
    path = _path(rest[:-1] if keyed else rest)
    named = f"the name {path}" if keyed else path and f"field {path}"
    return ", ".join(filter(None, (entry, named))) or "the whole file"


def _path(place: Place) -> str:
    """Return the way to a field: 'values', number 2, 'citation'."""
    parts = list[str]()
    for step in place:
        if isinstance(step, int):
            parts.append(f"number {step + 1}")
        elif parts and not parts[-1].startswith("number "):
            parts[-1] = f"{parts[-1][:-1]}.{_brief(step)}'"
        else:
            parts.append(f"'{_brief(step)}'")
    return ", ".join(parts)


def _brief(word: str) -> str:
    word = repr(word)[1:-1]  # no invisible characters
    return word if len(word) <= 60 else f"{word[:57]}..."


def _entry(place: Any, value: Any, model: type[BaseModel]) -> tuple[str, Place]:
    """Return the name of the top-level entry that a place lies in, and the place within it."""
    section = model.model_fields.get(str(place[0])) if place else None
    kind = section.annotation if section else None
    if get_origin(kind) not in (dict, list) or not _models(kind) or place[1:] in ((), (KEY,)):
        return "", place
    name, rest = place[1], place[2:]
    if rest == (KEY,):
        return "", place[1:]
    if isinstance(name, int):
        item = value[place[0]][name]
        known = item.get("id") if isinstance(item, dict) else None
        if not isinstance(known, str):
            return f"entry number {name + 1} of '{place[0]}'", rest
        name = known
    return f"entry '{_brief(name)}'", rest


def _models(annotation: Any) -> list[type[BaseModel]]:
    """Return the models that a field may hold, itself or in a list or mapping."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for part in get_args(annotation) for found in _models(part)]


def _fields(model: type[BaseModel], place: Place) -> Iterator[str]:
    """Yield the names of the fields that may stand at a place."""
    models = [model]
    for step in place:
        inner = [one.model_fields[str(step)] for one in models if str(step) in one.model_fields]
        if inner:  # else the step is a key or a number within what the last field holds
            models = [found for one in inner for found in _models(one.annotation)]
    for one in models:
        yield from one.model_fields


def _line(place: Place, content: Content) -> int:
    """Return the line in which a place begins, or what holds it; 1 for the whole file."""
    line, value = 1, content.value
    for step in place:
        if (at := content.lines.get(id(value), {}).get(step)) is None:
            break
        line, value = at, value[step]
    return line
