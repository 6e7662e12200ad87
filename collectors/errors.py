"""The errors that a person can act on.

    SharecheckError
    ├── InputError        a file that a person edits is wrong: correct it
    ├── BuildError        the warehouse could not be built; the published one stays
    └── WarehouseError    no published warehouse can be read: build one

Each message says where, what was found, what was expected and what to do. Only `warehouse.cli`
and the dashboard's frame catch them.
"""


class SharecheckError(Exception):
    """Base of all errors whose text is written for the person who runs sharecheck."""


class InputError(SharecheckError):
    """One or more entries of the YAML or CSV files are wrong."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class BuildError(SharecheckError):
    """A model, a check or the publishing of a new warehouse failed."""


class WarehouseError(SharecheckError):
    """There is no published warehouse, or it cannot be opened."""
