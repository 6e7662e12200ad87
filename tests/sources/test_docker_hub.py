"""Docker Hub's counters, against the documented answers."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests import fake
from tests.collecting import World, world
from tests.fake import Asked, Reply
from tests.sources.staging import figures


def read_on(source: World) -> datetime:
    return source.runs()[-1].answers()[-1].fetched_at


def test_an_image_is_read_on_its_day_and_an_unknown_one_is_absent(tmp_path: Path):
    with world("docker_hub", tmp_path) as source:
        source.collected()
        today = read_on(source).date()
        assert abs(today - datetime.now(UTC).date()) <= timedelta(days=1)
        assert source.rows() == [
            # more than 32 bits hold
            (today, "pytorch/pytorch", 9_876_543_210, 12),
            # zero stars were measured
            (today, "tensorflow/tensorflow", 1_234, 0),
        ]


def test_each_counter_is_a_level_of_one_day(tmp_path: Path):
    with world("docker_hub", tmp_path) as source:
        source.collected()
        first = read_on(source).date()
        read = ("signal_id", "identifier", "period_start", "period_end", "value")
        assert figures(source, *read) == [
            (signal, image, first, first + timedelta(days=1), value)
            for signal, image, value in [
                ("docker_hub_pulls", "pytorch/pytorch", 9_876_543_210.0),
                ("docker_hub_pulls", "tensorflow/tensorflow", 1_234.0),
                ("docker_hub_stars", "pytorch/pytorch", 12.0),
                ("docker_hub_stars", "tensorflow/tensorflow", 0.0),
            ]
        ]


def test_an_answer_about_another_image_is_refused(tmp_path: Path):
    with world("docker_hub", tmp_path) as source:
        source.server.faults = {
            2: fake.instead(
                {"namespace": "acme", "name": "other", "pull_count": 1, "star_count": 1}
            )
        }
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "speaks of acme/other, asked was tensorflow/tensorflow" in outcome.message


def test_a_counter_that_is_no_number_is_refused_and_the_earlier_run_stays(tmp_path: Path):
    with world("docker_hub", tmp_path) as source:
        source.collected()
        before = source.tables()
        source.server.faults = {
            4: fake.instead(
                {"namespace": "pytorch", "name": "pytorch", "pull_count": None, "star_count": 1}
            )
        }
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "/v2/repositories/pytorch/pytorch/" in outcome.message
        assert "pull_count" in outcome.message
        assert source.tables() == before


def test_a_source_that_hides_every_image_is_an_alarm_not_an_empty_day(tmp_path: Path):
    with world("docker_hub", tmp_path, names={"docker": ["acme/gone"]}) as source:
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "0 rows were parsed" in outcome.message


@pytest.mark.fault("names in another spelling")
@pytest.mark.parametrize("named", ["Pytorch/PyTorch", "pytorch/pytorch"])
def test_an_image_is_asked_for_in_small_letters_and_keeps_its_name(named: str, tmp_path: Path):
    def answer(asked: Asked) -> Reply:
        if asked.path != "/v2/repositories/pytorch/pytorch/":
            return Reply({"message": "object not found"}, 404)
        return Reply({"namespace": "pytorch", "name": "pytorch", "pull_count": 0, "star_count": 0})

    with world("docker_hub", tmp_path, answer, {"docker": [named]}) as source:
        source.collected()
        assert [row[1:] for row in source.rows()] == [(named, 0, 0)]
