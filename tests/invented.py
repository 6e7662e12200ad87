"""An invented project with facts, so that a test of words does not hang on what is recorded."""

from warehouse.catalogue import Catalogue
from warehouse.entries import Fact, Project


def _fact(title: str, name: str, *values: str) -> Fact:
    """Return a fact about Abacus."""
    entries = [{"value": value, "citation": "nowhere", "read_on": None} for value in values]
    return Fact.model_validate(
        {"project": "abacus", "title": title, "property": name, "values": entries}
    )


FACTS = {
    "abacus-status": _fact("Status of Abacus", "status", "active"),
    "abacus-license": _fact("Licence of the code of Abacus", "license", "BSD-3-Clause"),
    "abacus-package-license": _fact("Licence of the package of Abacus", "license", "several"),
    "abacus-version": _fact("Major version of Abacus", "version", "2"),
    "abacus-first-release": _fact("First release of Abacus", "first release", "2016-09"),
    "abacus-1-0": _fact("Version 1.0 of Abacus", "release", "2018"),
    "abacus-2-0": _fact("Version 2.0 of Abacus", "release", "2020"),
    "abacus-on-phones": _fact("First use of Abacus on phones", "began", "2019"),
    "abacus-beads": _fact("Wooden beads in Abacus", "has", "yes"),
    "abacus-intel-gpu": _fact("Support for Intel GPUs in Abacus", "has", "experimental"),
    "abacus-amd-gpu": _fact("Support for AMD GPUs in Abacus", "has", "no"),
}


def added(catalogue: Catalogue) -> Catalogue:
    """Return a catalogue that knows Abacus, too."""
    abacus = Project.model_validate({"name": "Abacus", "kind": "framework"})
    return catalogue.model_copy(
        update={
            "projects": {**catalogue.projects, "abacus": abacus},
            "facts": {**catalogue.facts, **FACTS},
        }
    )
