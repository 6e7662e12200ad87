"""YAML files that people edit: duplicate keys refused, errors that name file, entry and field."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from collectors.errors import InputError

Model = TypeVar("Model", bound=BaseModel)


class _StrictLoader(yaml.CSafeLoader):
    """PyYAML keeps the last of two equal keys without a word; here it is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                msg = f"the key {key!r} stands twice in one mapping; keep one of them"
                raise yaml.constructor.ConstructorError(None, None, msg, key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def read(path: Path, model: type[Model], root: Path) -> Model:
    """Return the file's content as `model`.

    Args:
        path: the YAML file.
        model: what it must contain.
        root: messages name the file relative to this folder.

    Raises:
        InputError: one line per problem, all problems of the file at once.
    """
    name = path.relative_to(root).as_posix()
    content = parse(path, name)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise InputError(problems(error, name, content)) from error


def parse(path: Path, name: str) -> Any:
    """Return what a YAML file holds, whatever it is; `name` is what messages call the file.

    Raises:
        InputError: it is not there, not UTF-8, or not YAML.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), _StrictLoader)
    except FileNotFoundError:
        msg = f"{name}: the file does not exist. Restore it from version control."
        raise InputError([msg]) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError([f"{name}: {_describe(error)}"]) from error


def problems(error: ValidationError, name: str, content: Any) -> list[str]:
    """Return a sentence for each problem that was found in a file's content."""
    return [f"{name}: {_sentence(problem, content)}" for problem in error.errors()]


def _describe(error: yaml.YAMLError | UnicodeDecodeError) -> str:
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return f"not a YAML file in UTF-8 ({error})."
    return f"line {mark.line + 1}, column {mark.column + 1}: {getattr(error, 'problem', error)}."


def _sentence(problem: Any, content: Any) -> str:
    """Turn one pydantic error into 'entry, field: found, expected, what to do'."""
    entry = _entry_name(problem["loc"], content)
    place = problem["loc"][2:] or problem["loc"][:1] if entry else problem["loc"]
    field = f"field {'.'.join(map(str, place))!r}" if place else "the whole file"
    where = f"entry {entry!r}, {field}" if entry else field
    match problem["type"]:
        case "missing":
            return f"{where} is missing. Add it."
        case "extra_forbidden":
            return f"{where} is unknown. Correct its spelling or remove it."
        case "model_type":
            return f"{where}: found {_shown(problem['input'])}. Write fields, each with its value."
        case _:
            said = problem["msg"].removeprefix("Value error, ")
            return f"{where}: found {_shown(problem['input'])}. {said}."


def _shown(value: Any) -> str:
    found = repr(value)
    return found if len(found) <= 80 else found[:77] + "..."


def _entry_name(location: tuple[int | str, ...], content: Any) -> str | None:
    """Return the id of the entry a problem lies in: the mapping's key, or the list item's `id`."""
    if len(location) < 2:
        return None
    section, entry = location[:2]
    if isinstance(entry, str):
        return entry
    item = content[section][entry]
    return str(item.get("id", entry)) if isinstance(item, dict) else str(entry)
