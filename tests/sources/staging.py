"""What a source's staging model makes of the runs that a test collected."""

from __future__ import annotations

from typing import Any

import duckdb

from collectors.machinery.landing import survey_all
from tests.collecting import World
from warehouse import landing, models
from warehouse.build import run_model

COLUMNS = list(models.FIGURE)


def figures(world: World, *columns: str) -> list[tuple[Any, ...]]:
    """Build the staging models, hold them to their header, and return some columns, in order."""
    staged = models.staging({world.source: world.card})
    every = [model for model in models.read(staged) if model.name in {*staged, models.UNION}]
    with duckdb.connect() as con:
        list(landing.load(con, world.root, {world.source: world.card}, survey_all(world.root)[0]))
        con.execute("create table project_identifier (registry varchar, identifier varchar)")
        for registry, identifiers in world.names.items():
            for identifier in identifiers:
                con.execute("insert into project_identifier values (?, ?)", [registry, identifier])
        known = {f"landing.{table}" for table in world.card.tables} | {"project_identifier"}
        for model in every:
            run_model(con, model, known | {*staged})
        return con.execute(
            f"select {', '.join(columns)} from {models.UNION} "
            "order by signal_id, identifier, segment, period_start, run_id"
        ).fetchall()
