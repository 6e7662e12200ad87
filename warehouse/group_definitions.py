"""Definitions that are written once for several groups, as one plain definition for each of them.

An entry `pypi` over `{groups: [serving, mobile]}` stands for `pypi-serving` and `pypi-mobile`. Its
texts say `{group}` where the group's title belongs, and may say `{note}` for the group's note.
"""

from collections import Counter

from collectors.errors import InputError, did_you_mean
from warehouse.entries import GROUP, NOTE, Definition, Group, Over


def expand(
    entries: dict[str, Definition], groups: dict[str, Group], file: str = "definitions.yml"
) -> dict[str, Definition]:
    """Return the definitions that the entries of a file stand for, in their order.

    Raises:
        InputError: a group that does not exist, or a name that two entries make.
    """
    known = [(name, entry, slug) for name, entry in entries.items() for slug in _groups(entry)]
    problems = [
        f"{file}: entry {name!r}, field 'over.groups': unknown group {slug!r}. "
        f"Correct it, or add it to projects.yml.{did_you_mean(slug, groups)}"
        for name, _, slug in known
        if slug is not None and slug not in groups
    ]
    made = Counter(_name(name, slug) for name, _, slug in known)
    problems += [
        f"{file}: entry {name!r}, field 'over.groups': {slug!r} makes the definition "
        f"{_name(name, slug)!r}, which there is already. Take the group out, or rename one entry."
        for name, _, slug in known
        if slug is not None and made[_name(name, slug)] > 1
    ]
    if problems:
        raise InputError(list(dict.fromkeys(problems)))
    return {
        _name(name, slug): entry if slug is None else _over(entry, slug, groups[slug])
        for name, entry, slug in known
    }


def _groups(entry: Definition) -> list[str] | list[None]:
    return entry.over.groups or [None]


def _name(entry: str, slug: str | None) -> str:
    return entry if slug is None else f"{entry}-{slug}"


def _over(entry: Definition, slug: str, group: Group) -> Definition:
    """Return an entry's definition over one group, with the group's own words in its texts."""
    texts = {
        field: getattr(entry, field).replace(GROUP, group.title).replace(NOTE, group.note)
        for field in Definition.TEXTS
    }
    return entry.model_copy(update={**texts, "over": Over.model_validate({"group": slug})})
