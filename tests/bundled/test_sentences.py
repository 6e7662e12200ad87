"""Sentences: what each is understood as, what it leaves open, what must not be judged, and why."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.home import Home
from tests import invented
from tests.conftest import BUNDLED
from warehouse.reading import dates, numbers
from warehouse.reading.asserting import Question, assertions
from warehouse.reading.dates import When
from warehouse.reading.hearing import Heard
from warehouse.reading.measured import Measured, measured
from warehouse.reading.phrases import Phrases
from warehouse.reading.statement import Statement
from warehouse.reading.text import LONGEST, plain
from warehouse.reading.vocabulary import general, words


@pytest.fixture(scope="session")
def asked(published: Path) -> Measured:
    """Return what the bundled data know, and facts about an invented project."""
    bundled = measured(Home.of(published))
    return Measured(invented.added(bundled.catalogue), bundled.spans)


def told(statement: Statement) -> str:
    """Return a statement in short, with the group it is about and what it leaves open."""
    group = f" among {statement.group}" if statement.group else ""
    gaps = f" ({', '.join(statement.gaps)})" if statement.gaps else ""
    return f"{statement.brief()}{group}{gaps}"


def readings(heard: Heard) -> str:
    """Return what was heard, or why nothing was."""
    said = " & ".join(told(statement) for statement in heard.statements)
    return said if heard.why is None else f"- {heard.why}"


# --- what is understood ---------------------------------------------------------------------------

UNDERSTOOD: dict[str, dict[str, str]] = {
    "shares": {
        "PyTorch is used in 82% of research papers.": "share pytorch 82 % of papers",
        "Around 11 percent of job postings mention Keras.": "share keras about 11 % of hiring",
        "At most 3 per cent of job ads ask for Theano.": "share theano under 3 % of hiring",
        "Between 55 and 65 % of papers rely on PyTorch.": "share pytorch 55–65 % of papers",
        "PyTorch's share of PyPI downloads is 41%.": "share pytorch 41 % of downloads",
        "The share of PyTorch in job posts is 30 %.": "share pytorch 30 % of hiring",
        "Two out of five papers rely on TensorFlow.": "share tensorflow about 40 % of papers",
        "One in three papers uses TensorFlow.": "share tensorflow about 33 % of papers",
        "Three quarters of job posts ask for PyTorch.": "share pytorch about 75 % of hiring",
        "In 2022, JAX was used in about 4% of papers.": "share jax about 4 % of papers in 2022",
        "Only 12 % of papers use Keras.": "share keras 12 % of papers",
        "58% of papers use PyTorch and 31% use TensorFlow.": (
            "share pytorch 58 % of papers & share tensorflow 31 % of papers"
        ),
        "PyTorch and TensorFlow account for 58% and 31% of papers.": (
            "share pytorch 58 % of papers & share tensorflow 31 % of papers"
        ),
        "JAX gets 3 % of papers, TensorFlow 12 %.": (
            "share jax 3 % of papers & share tensorflow 12 % of papers"
        ),
        "In 2022 JAX had 3 % of papers and TensorFlow had 12 % of job posts.": (
            "share jax 3 % of papers in 2022 & share tensorflow 12 % of hiring in 2022"
        ),
    },
    "shares in words": {
        "Most papers use PyTorch.": "share pytorch most of papers",
        "The vast majority of papers use PyTorch.": "share pytorch dominates of papers",
        "Hardly any papers use Chainer.": "share chainer niche of papers",
        "PyTorch dominates research.": "share pytorch dominates of research",
        "TensorFlow is widely used in industry.": "share tensorflow substantial of companies",
        "JAX is rarely used in industry.": "share jax niche of companies",
    },
    "counts": {
        "PyTorch has 45,300 stars on GitHub.": "level pytorch 45300 of stars",
        "Keras has more than 60k GitHub stars.": "level keras over 60000 of stars",
        "vLLM had over 30,000 stars in May 2024.": "level vllm over 30000 of stars in 2024-05",
        "JAX has about 700 contributors.": "level jax about 700 of contributors",
        "Almost 90,000 repositories depend on PyTorch.": "level pytorch about 90000 of dependents",
        "There are 12,000 questions about Keras on Stack Overflow.": (
            "level keras 12000 of all-questions"
        ),
        "PyTorch has 80,000 stars and 21,000 forks.": (
            "level pytorch 80000 of stars & level pytorch 21000 of forks"
        ),
        "TensorFlow has 180,000 stars while PyTorch has 80,000.": (
            "level tensorflow 180000 of stars & level pytorch 80000 of stars"
        ),
        "TensorFlow has 180,000 stars, PyTorch 80,000.": (
            "level tensorflow 180000 of stars & level pytorch 80000 of stars"
        ),
        # what only adds up has a value; within a time, what was added is meant
        "PyTorch received 1,500 new stars in April 2024.": (
            "level pytorch 1500 of new-stars in 2024-04"
        ),
        "JAX gained 4,000 GitHub stars in 2023.": "level jax 4000 of new-stars in 2023",
    },
    "counts over a time": {
        "PyTorch had 3.1 million downloads in 2023.": "level pytorch 3100000 of downloads in 2023",
        "TensorFlow was downloaded 15 million times in March 2024.": (
            "level tensorflow 15000000 of downloads in 2024-03"
        ),
        "PyTorch is downloaded 20 million times a month.": (
            "level pytorch 20000000 of downloads per month"
        ),
        "PyTorch has 30 million monthly downloads on PyPI.": (
            "level pytorch 30000000 of downloads per month"
        ),
        "In 2023 Keras averaged 9 million downloads per month.": (
            "level keras 9000000 of downloads per month in 2023"
        ),
        "JAX gets 100,000 PyPI downloads a day.": "level jax 100000 of downloads per day",
        "TensorFlow has 200 million downloads a year.": (
            "level tensorflow 200000000 of downloads per year"
        ),
    },
    "ratios": {
        "PyTorch has three times as many downloads as TensorFlow.": (
            "ratio pytorch/tensorflow 3 times of downloads"
        ),
        "PyTorch has 1.40x the stars of JAX.": "ratio pytorch/jax 1.40 times of stars",
        "PyTorch has more than twice as many contributors as Keras.": (
            "ratio pytorch/keras over 2 times of contributors"
        ),
        "JAX was downloaded ten times as often as MXNet in 2024.": (
            "ratio jax/mxnet 10 times of downloads in 2024"
        ),
        "35% more papers use PyTorch than TensorFlow.": (
            "ratio pytorch/tensorflow 1.35 times of papers"
        ),
        "JAX's downloads are 10% higher than those of PyTorch.": (
            "ratio jax/pytorch 1.1 times of downloads"
        ),
        "JAX's downloads are 10% of PyTorch's.": "ratio jax/pytorch 0.1 times of downloads",
        "JAX has 20 % fewer stars than Keras.": "ratio jax/keras 0.8 times of stars",
        "JAX has half as many GitHub stars as Keras.": "ratio jax/keras 0.5 times of stars",
        "JAX has a third as many contributors as PyTorch.": (
            "ratio jax/pytorch about 0.33 times of contributors"
        ),
        "TensorFlow has less than half the stars of PyTorch.": (
            "ratio tensorflow/pytorch under 0.5 times of stars"
        ),
        "PyTorch gets 60 % of the downloads of TensorFlow.": (
            "ratio pytorch/tensorflow 0.6 times of downloads"
        ),
        "PyTorch is ahead of TensorFlow in job posts by a factor of 2.5.": (
            "ratio pytorch/tensorflow 2.5 times of hiring"
        ),
        "TensorFlow's stars outnumber those of JAX by a factor of five.": (
            "ratio tensorflow/jax 5 times of stars"
        ),
        "PyTorch has far more downloads than TensorFlow.": (
            "ratio pytorch/tensorflow much larger of downloads"
        ),
        "PyTorch and TensorFlow are on par in job posts.": (
            "ratio pytorch/tensorflow similar of hiring"
        ),
        "JAX is as popular as Keras in research.": "ratio jax/keras similar of research",
    },
    "order": {
        "PyTorch has more downloads than TensorFlow.": "order pytorch/tensorflow of downloads",
        "TensorFlow has fewer stars than PyTorch.": "order pytorch/tensorflow of stars",
        "Keras lags behind JAX in papers.": "order jax/keras of papers",
        "PyTorch is more popular than TensorFlow.": "order pytorch/tensorflow of use",
        "JAX is less popular than PyTorch in research.": "order pytorch/jax of research",
        "PyTorch beats Keras in GitHub stars.": "order pytorch/keras of stars",
        "More papers use PyTorch than TensorFlow.": "order pytorch/tensorflow of papers",
        "Fewer job posts ask for Keras than for PyTorch.": "order pytorch/keras of hiring",
        "In 2023, PyTorch was ahead of TensorFlow in job posts.": (
            "order pytorch/tensorflow of hiring in 2023"
        ),
        "PyTorch has overtaken TensorFlow in job posts.": "order pytorch/tensorflow of hiring",
    },
    "passive": {
        "TensorFlow was overtaken by PyTorch in papers.": "order pytorch/tensorflow of papers",
        "TensorFlow was overtaken by PyTorch in papers in 2019.": (
            "crossing pytorch/tensorflow 2019 of papers"
        ),
        "In GitHub stars Keras is outnumbered by PyTorch.": "order pytorch/keras of stars",
        "Theano has been eclipsed by Keras in research.": "order keras/theano of research",
    },
    "ranks": {
        "PyTorch is the most popular deep learning framework.": (
            "rank pytorch first of use among frameworks"
        ),
        "The most popular deep learning framework is PyTorch.": (
            "rank pytorch first of use among frameworks"
        ),
        "JAX is third in GitHub stars among deep learning frameworks.": (
            "rank jax place 3 of stars among frameworks"
        ),
        "JAX ranks #4 in downloads.": "rank jax place 4 of downloads",
        "JAX is the second most popular deep learning framework.": (
            "rank jax place 2 of use among frameworks"
        ),
        "TensorFlow takes second place in job posts.": "rank tensorflow place 2 of hiring",
        "vLLM is the leading inference engine in GitHub stars.": (
            "rank vllm first of stars among inference"
        ),
        "Keras is one of the top deep learning frameworks.": (
            "rank keras among the first of use among frameworks"
        ),
        "PyTorch leads in job posts.": "rank pytorch first of hiring",
        "PyTorch has more stars than any other framework.": "rank pytorch first of stars",
        "TensorFlow leads in stars, but PyTorch leads in papers.": (
            "rank tensorflow first of stars & rank pytorch first of papers"
        ),
    },
    "growth": {
        "PyTorch downloads doubled between 2020 and 2022.": (
            "growth pytorch 2 times of downloads since 2020 in 2022"
        ),
        "Downloads of JAX have tripled since 2021.": "growth jax 3 times of downloads since 2021",
        "PyPI downloads of JAX grew fivefold between 2020 and 2023.": (
            "growth jax 5 times of downloads since 2020 in 2023"
        ),
        "vLLM's stars more than doubled from 2023 to 2024.": (
            "growth vllm over 2 times of stars since 2023 in 2024"
        ),
        "Downloads of Keras halved between 2019 and 2022.": (
            "growth keras 0.5 times of downloads since 2019 in 2022"
        ),
        "JAX downloads rose 250% from 2021 to 2023.": (
            "growth jax 3.5 times of downloads since 2021 in 2023"
        ),
        "Keras downloads grew by 30% from 2020 to 2021.": (
            "growth keras 1.3 times of downloads since 2020 in 2021"
        ),
        "Downloads of TensorFlow fell by 12 % between 2022 and 2023.": (
            "growth tensorflow 0.88 times of downloads since 2022 in 2023"
        ),
        "PyTorch downloads doubled year over year in 2024.": (
            "growth pytorch 2 times of downloads since 2023 in 2024"
        ),
        "JAX is growing faster than TensorFlow in downloads since 2021.": (
            "growth jax/tensorflow of downloads since 2021"
        ),
    },
    "change": {
        "PyTorch's share of papers rose by 8 points between 2020 and 2024.": (
            "change pytorch 8 points of papers since 2020 in 2024"
        ),
        "TensorFlow's share of papers fell by 20 percentage points from 2018 to 2023.": (
            "change tensorflow -20 points of papers since 2018 in 2023"
        ),
        "PyTorch is gaining ground in research since 2019.": (
            "change pytorch rising of research since 2019"
        ),
        "TensorFlow declined in research between 2018 and 2022.": (
            "change tensorflow falling of research since 2018 in 2022"
        ),
        "JAX's share of downloads has been steady since 2022.": (
            "change jax steady of downloads since 2022"
        ),
    },
    "from one figure to another": {
        "TensorFlow fell from 40% of papers in 2018 to 10% in 2022.": (
            "share tensorflow 40 % of papers in 2018 & share tensorflow 10 % of papers in 2022"
        ),
        "PyTorch rose from 15 % to 50 % of papers between 2018 and 2021.": (
            "share pytorch 15 % of papers in 2018 & share pytorch 50 % of papers in 2021"
        ),
        "From 2018 to 2021, PyTorch went from 15 % to 50 % of papers.": (
            "share pytorch 15 % of papers in 2018 & share pytorch 50 % of papers in 2021"
        ),
        "PyTorch had 12% of papers in 2018 and 45% in 2020.": (
            "share pytorch 12 % of papers in 2018 & share pytorch 45 % of papers in 2020"
        ),
        "Downloads of PyTorch went from 5 million in 2018 to 300 million in 2022.": (
            "level pytorch 5000000 of downloads in 2018 & "
            "level pytorch 300000000 of downloads in 2022"
        ),
        "JAX gets 3 % of papers in 2022, TensorFlow 12 % in 2021.": (
            "share jax 3 % of papers in 2022 & share tensorflow 12 % of papers in 2021"
        ),
    },
    "crossing": {
        "PyTorch overtook TensorFlow in 2019 in research papers.": (
            "crossing pytorch/tensorflow 2019 of papers"
        ),
        "In 2020 TensorFlow fell behind PyTorch in papers.": (
            "crossing pytorch/tensorflow 2020 of papers"
        ),
        "PyTorch has been ahead of TensorFlow in job posts since 2021.": (
            "crossing pytorch/tensorflow since 2021 of hiring"
        ),
        "PyTorch overtook TensorFlow in papers before 2020.": (
            "crossing pytorch/tensorflow before 2019 of papers"
        ),
        "PyTorch had overtaken TensorFlow in papers by 2020.": (
            "crossing pytorch/tensorflow before 2020 of papers"
        ),
        "PyTorch surpassed TensorFlow in downloads after 2020.": (
            "crossing pytorch/tensorflow after 2021 of downloads"
        ),
        "PyTorch overtook TensorFlow in stars around 2022.": (
            "crossing pytorch/tensorflow about 2022 of stars"
        ),
        "PyTorch overtook TensorFlow in stars between 2021 and 2023.": (
            "crossing pytorch/tensorflow 2021–2023 of stars"
        ),
    },
    "dates": {
        "By mid-2024 vLLM had 20,000 stars.": "level vllm 20000 of stars in 2024-06",
        "In the middle of 2024, vLLM had 20,000 stars.": "level vllm 20000 of stars in 2024-06",
        "At the end of 2023, PyTorch had 75,000 stars.": "level pytorch 75000 of stars in 2023-12",
        "Keras had 55,000 stars at the beginning of 2022.": "level keras 55000 of stars in 2022-01",
        "In Q1 2024 JAX had 27,000 stars.": "level jax 27000 of stars in 2024-03",
        "In the third quarter of 2023 JAX had 24,000 stars.": "level jax 24000 of stars in 2023-09",
        "In the first half of 2023, PyTorch had 70,000 stars.": (
            "level pytorch 70000 of stars in 2023-06"
        ),
        "On 3 March 2024 PyTorch had 77,000 stars.": "level pytorch 77000 of stars in 2024-03-03",
        "On March 3rd, 2024, PyTorch had 7,000 stars.": "level pytorch 7000 of stars in 2024-03-03",
        "As of 2024-05, PyTorch had 78,000 stars.": "level pytorch 78000 of stars in 2024-05",
        "PyTorch has 80,000 stars (as of Sept. 2023).": "level pytorch 80000 of stars in 2023-09",
        "PyTorch has 80,000 stars (2023).": "level pytorch 80000 of stars in 2023",
        "Today PyTorch has 80,000 stars.": "level pytorch 80000 of stars",
        # a number of four digits that counts something is no year
        "PyTorch has 2000 stars.": "level pytorch 2000 of stars",
    },
    "release dates": {
        "TensorFlow was released in November 2015.": "date tensorflow 2015-11",
        "TensorFlow was open sourced on 9 November 2015.": "date tensorflow 2015-11-09",
        "PyTorch first appeared in January 2017.": "date pytorch 2017-01",
        "The first release of PyTorch was in 2016.": "date pytorch 2016",
        "JAX was released before 2019.": "date jax before 2018",
        "JAX was published after 2017.": "date jax after 2018",
        "TensorFlow Lite was released in 2017.": "date tflite 2017",
        # who made it may stand there, as long as it is true
        "Google released TensorFlow in 2015.": "date tensorflow 2015",
    },
    "facts": {
        "Abacus is open source under the BSD license.": "property abacus BSD-3-Clause",
        "Abacus is licensed under the MIT license.": "property abacus MIT",
        "Abacus is Apache-2.0 licensed.": "property abacus Apache-2.0",
        "Abacus is released under the Apache license.": "property abacus Apache-2.0",
        "Abacus supports Intel GPUs.": "property abacus at least experimental",
        "Abacus does not support AMD GPUs.": "property abacus no",
        "PyTorch is governed by the PyTorch Foundation.": "property pytorch PyTorch Foundation",
    },
    "surveys": {
        "In the 2023 Stack Overflow survey, 8.4% of respondents used TensorFlow.": (
            "share tensorflow 8.4 % of survey in 2023"
        ),
        "9% of professional developers in the 2024 Stack Overflow survey used PyTorch.": (
            "share pytorch 9 % of survey-professionals in 2024"
        ),
        "In the 2022 Stack Overflow survey 8% of professional developers used PyTorch, JAX 2%.": (
            "share pytorch 8 % of survey-professionals in 2022"
            " & share jax 2 % of survey-professionals in 2022"
        ),
        "PyTorch is used by more respondents than JAX in the 2024 Stack Overflow survey.": (
            "order pytorch/jax of survey in 2024"
        ),
        "In the Kaggle survey of 2021 PyTorch was used by 30 % of respondents.": (
            "share pytorch 30 % of kaggle in 2021"
        ),
    },
    "places": {
        "More than 60 % of the models on the Hugging Face Hub are PyTorch models.": (
            "share pytorch over 60 % of hub"
        ),
        "PyTorch gets 90 % of Hugging Face downloads.": "share pytorch 90 % of hub-downloads",
        "PyTorch had 400 million downloads on PyPI in 2024.": (
            "level pytorch 400000000 of downloads in 2024"
        ),
        "PyTorch had 3000 downloads on conda in 2023.": "level pytorch 3000 of conda in 2023",
        "TensorFlow.js had 5 million npm downloads in 2023.": "level tfjs 5000000 of npm in 2023",
        "TensorFlow Serving has 60 million pulls on Docker Hub.": (
            "level tf-serving 60000000 of docker"
        ),
        "PyTorch has more questions on Stack Overflow than Keras.": (
            "order pytorch/keras of questions"
        ),
        "The Wikipedia article on TensorFlow had 500,000 views in 2023.": (
            "level tensorflow 500000 of wikipedia in 2023"
        ),
    },
    "what is left open": {
        "TensorFlow has 200 million downloads.": (
            "level tensorflow 200000000 of downloads (period)"
        ),
        "PyTorch downloads doubled.": "growth pytorch 2 times of downloads (since)",
        "PyTorch grew by 20 %.": "growth pytorch 1.2 times (measure, since)",
        "PyTorch overtook TensorFlow in May 2019.": "crossing pytorch/tensorflow 2019-05 (measure)",
        "PyTorch vs. TensorFlow in downloads": "order pytorch/tensorflow of downloads (side)",
        # nobody counts users: it is understood, and nothing measures it
        "Users of PyTorch grew by 20 % in 2023.": (
            "growth pytorch 1.2 times of users since 2022 in 2023"
        ),
    },
    "odd characters": {
        "Py\u00adTorch has 80,000 stars.": "level pytorch 80000 of stars",
        "Py\u200bTorch has 80,000 stars.": "level pytorch 80000 of stars",
        "PyTorch\u2060 has 80,000\u200e stars.": "level pytorch 80000 of stars",
        "Tensor\ufb02ow has 80,000 stars.": "level tensorflow 80000 of stars",
        "\uff2a\uff21\uff38 has 30,000 stars.": "level jax 30000 of stars",
        "PyTorch\u2019s share of papers is 41 %.": "share pytorch 41 % of papers",
        "PyTorch\u00a0has 80,000\u00a0stars.": "level pytorch 80000 of stars",
        "**PyTorch** has `80,000` stars.": "level pytorch 80000 of stars",
        "“PyTorch has 80,000 stars!”": "level pytorch 80000 of stars",
    },
}
PAIRS = [pair for table in UNDERSTOOD.values() for pair in table.items()]


@pytest.mark.parametrize(("sentence", "reading"), PAIRS)
def test_a_sentence_is_understood_as_what_it_says(sentence: str, reading: str, asked: Measured):
    assert readings(asked.ear.hear(sentence)) == reading


NUMBERS = {
    # thin, no-break and plain spaces, points, apostrophes
    "69\u202f734\u202f088 downloads": "69734088",
    "69\u2009734\u2009088 downloads": "69734088",
    "69\u00a0734\u00a0088 downloads": "69734088",
    "69 734 088 downloads": "69734088",
    "69.734.088 downloads": "69734088",
    "69,734,088 downloads": "69734088",
    "69'734'088 downloads": "69734088",
    "69\u2019734\u2019088 downloads": "69734088",
    "80.000 downloads": "80000",
    "38,5 million downloads": "38500000",
    "1.234 million downloads": "1234000",
    "2 billion downloads": "2000000000",
    "half a million downloads": "500000",
    "a hundred thousand downloads": "100000",
    "twelve thousand downloads": "12000",
    "\uff18\uff10,000 downloads": "80000",
    "50k–60k downloads": "50000–60000",
    "50–60 million downloads": "50000000–60000000",
    "between 50,000 and 60,000 downloads": "50000–60000",
    "50k+ downloads": "over 50000",
    "~50,000 downloads": "about 50000",
    "50,000 or so downloads": "about 50000",
    "no fewer than 50,000 downloads": "over 50000",
    "up to 50,000 downloads": "under 50000",
}
SHARES = {
    "78,5 %": "78.5",
    "78.50%": "78.50",
    "\uff17\uff18\uff05": "78",
    "1/5": "20",
    "0.2": "20",
    "Seventy-eight percent": "78",
    "Seventy eight per cent": "78",
    "70–80%": "70–80",
    "70% to 80%": "70–80",
    "More than two thirds": "over 67",
    "A tenth": "about 10",
    "78\u202f%": "78",
    "78% or more": "over 78",
    "7 in 10": "about 70",
}


@pytest.mark.parametrize(("said", "figure"), NUMBERS.items())
def test_a_number_is_read_however_it_is_written(said: str, figure: str, asked: Measured):
    heard = asked.ear.hear(f"In 2021 PyTorch had {said}.")
    assert readings(heard) == f"level pytorch {figure} of downloads in 2021"


@pytest.mark.parametrize(("said", "figure"), SHARES.items())
def test_a_share_is_read_however_it_is_written(said: str, figure: str, asked: Measured):
    assert (
        readings(asked.ear.hear(f"{said} of papers use JAX.")) == f"share jax {figure} % of papers"
    )


@pytest.mark.parametrize(
    "said",
    [
        "99999999999999999999",
        "-5",
        "+5",
        "±5",
        "80,000²",
        "12,34,567",
        "1,2345",
        "80,0000",
        "5e4",
        "$80,000",
        "80,000€",
        "80,000.000.000",
        "1.2.3",
        "80k5",
        "١٢٣",
        "Ⅷ2",
        "∞",
        "many",
        "several",
        "dozens of",
        "tens of thousands of",
        "80,000 ± 5",
    ],
)
def test_a_number_in_no_known_form_is_not_judged(said: str, asked: Measured):
    heard = asked.ear.hear(f"PyTorch has {said} stars.")
    assert readings(heard) in ("- words", "- shape")


# --- what somebody types --------------------------------------------------------------------------

TYPED = {
    "Is PyTorch more popular than TensorFlow?": "order pytorch/tensorflow of use",
    "Does JAX have more stars than Keras?": "order jax/keras of stars",
    "Is PyTorch ahead of TensorFlow in papers?": "order pytorch/tensorflow of papers",
    "Is JAX the leading deep learning framework?": "rank jax first of use among frameworks",
    "Does JAX lead in downloads?": "rank jax first of downloads",
    "pytorch ahead of tensorflow on pypi_downloads in 2024": (
        "order pytorch/tensorflow of pypi_downloads in 2024"
    ),
    "Did PyTorch overtake TensorFlow in job posts in 2021?": (
        "crossing pytorch/tensorflow 2021 of hiring"
    ),
    "jax has 30k github stars": "level jax 30000 of stars",
    "tf ahead of jax in job posts": "order tensorflow/jax of hiring",
    "85% of papers use torch": "share pytorch 85 % of papers",
    "keras > jax in stars": "order keras/jax of stars",
    "pytorch github stars": "level pytorch of stars (asserted)",
}


@pytest.mark.parametrize(("sentence", "reading"), TYPED.items())
def test_what_is_typed_is_a_claim_even_as_a_question_and_in_small_letters(
    sentence: str, reading: str, asked: Measured
):
    assert readings(asked.ear.hear(sentence, typed=True)) == reading


@pytest.mark.parametrize(
    "sentence", ["TORCH has 30k stars.", "tf leads in stars.", "JaX leads in stars."]
)
def test_in_an_article_a_short_name_counts_only_as_it_is_written(sentence: str, asked: Measured):
    assert not asked.ear.hear(sentence).projects
    assert asked.ear.hear(sentence, typed=True).projects


@pytest.mark.parametrize(
    ("said", "day", "dated"),
    [
        ("last month", date(2024, 1, 15), "in 2023-12"),
        ("last year", date(2024, 1, 15), "in 2023"),
        ("this year", date(2024, 1, 15), "in 2024"),
    ],
)
def test_last_month_is_counted_from_the_day_on_which_it_is_said(
    said: str, day: date, dated: str, asked: Measured
):
    sentence = f"PyTorch had 20 million downloads {said}."
    assert (
        readings(asked.ear.hear(sentence, day=day))
        == f"level pytorch 20000000 of downloads {dated}"
    )
    undated = asked.ear.hear(sentence)
    assert undated.why == "words"
    assert [word for word, *_ in undated.words] == [said]


# --- what must not be judged ----------------------------------------------------------------------

UNJUDGED: dict[str, dict[str, tuple[str, list[str]]]] = {
    "foreign surveys": {
        "In the JetBrains survey of 2023 55 % of developers use PyTorch.": ("words", ["JetBrains"]),
        "A Gartner study puts PyTorch at 60 % of papers.": ("reported", ["study"]),
        "According to O'Reilly, 36% of papers use PyTorch.": ("words", ["O", "Reilly"]),
    },
    "a part of what is counted": {
        "At ICML 2022, 75 % of papers used PyTorch.": ("words", ["ICML"]),
        "In France, 40 % of job posts ask for TensorFlow.": ("words", ["France"]),
        "At our company, 90 % of models use PyTorch.": ("words", ["our"]),
        "70 % of papers by Stanford use PyTorch.": ("words", ["Stanford"]),
        "PyTorch has 80,000 stars in Asia.": ("words", ["Asia"]),
        "PyTorch has 80,000 stars except on weekends.": ("words", ["except", "weekends"]),
        "Of PyTorch users, 12% have starred JAX.": ("shape", []),
        "80 % of PyTorch papers use JAX.": ("shape", []),
        "PyTorch leads in papers by Google.": ("name", ["Google"]),
    },
    "conditions and doubts": {
        "If PyTorch had 90 % of papers, nobody would notice.": ("supposed", ["If"]),
        "PyTorch may have 80,000 stars.": ("supposed", ["may"]),
        "PyTorch probably has 80,000 stars.": ("supposed", ["probably"]),
        "PyTorch seems to have overtaken TensorFlow in papers.": ("supposed", ["seems"]),
    },
    "denials": {
        "PyTorch does not have 80,000 stars.": ("denied", ["not"]),
        "PyTorch is no longer ahead of TensorFlow in papers.": ("denied", ["no longer"]),
        "PyTorch isn't the most popular framework.": ("denied", ["isn't"]),
        "PyTorch isn\u2019t the most popular framework.": ("denied", ["isn\u2019t"]),
        "It is a myth that PyTorch has 80,000 stars.": ("denied", ["myth"]),
        "PyTorch almost never leads in papers.": ("denied", ["never"]),
        "12 % of papers do not use Keras.": ("denied", ["not"]),
        "JAX is not far behind PyTorch in papers.": ("denied", ["not"]),
    },
    "forecasts": {
        "PyTorch will overtake TensorFlow in papers.": ("foreseen", ["will"]),
        "PyTorch is going to reach 80,000 stars.": ("foreseen", ["going to"]),
        "By next year JAX has 40,000 stars.": ("foreseen", ["next year"]),
        "JAX is expected to lead in papers.": ("supposed", ["expected"]),
    },
    "what others say": {
        "Analysts say that PyTorch has 80 % of papers.": ("reported", ["Analysts"]),
        "“PyTorch has 80 % of papers,” claimed the vendor.": ("reported", ["claimed"]),
        "The authors estimate that JAX has 8 % of papers.": ("reported", ["authors"]),
    },
    "questions and advice": {
        "Is PyTorch more popular than TensorFlow?": ("question", []),
        "PyTorch has 80,000 stars, right?": ("question", []),
        "How many stars PyTorch has is well known.": ("asked", ["How many"]),
        "Choose PyTorch for research.": ("advice", []),
    },
    "pronouns": {
        "It has 80,000 stars.": ("words", ["It"]),
        "They use PyTorch in 80 % of papers.": ("words", ["They"]),
        "Keras leads in stars, but this has 80 % of papers.": ("words", ["this"]),
        "80 % of papers that use PyTorch share their code.": ("words", ["their"]),
    },
    "unknown projects": {
        "80 % of papers use Polars.": ("words", ["Polars"]),
        "Polars has 80,000 stars.": ("words", ["Polars"]),
        "Polars has more stars than PyTorch.": ("words", ["Polars"]),
        "PyTorch-Frobnicator has 80,000 stars.": ("words", ["Frobnicator"]),
        "Half of all papers use code.": ("project", []),
    },
    "several at once": {
        "PyTorch and TensorFlow together have 95 % of papers.": ("together", ["together"]),
        "43 % of papers use PyTorch or TensorFlow.": ("together", []),
        "95 % of papers use either PyTorch or TensorFlow.": ("together", ["either"]),
        "PyTorch overtook TensorFlow and Keras in 2019 in papers.": ("together", []),
    },
    "opinions": {
        "PyTorch is easier to learn than TensorFlow.": ("taste", ["easier"]),
        "PyTorch is better than TensorFlow.": ("quality", ["better"]),
        "PyTorch has lower latency than TensorFlow.": ("performance", ["latency"]),
        "PyTorch is 30 % faster than TensorFlow.": ("performance", ["faster than"]),
    },
    "versions": {
        "PyTorch 2.0 has 80,000 stars.": ("shape", []),
        "PyTorch 2 has 80,000 stars.": ("shape", []),
        "TensorFlow 1.x had 80,000 stars.": ("words", ["x"]),
        "PyTorch v2 is ahead of TensorFlow in papers.": ("words", ["v2"]),
        "PyTorch 1.0 was released in December 2018.": ("shape", []),
        "A new version of PyTorch was released in 2023.": ("words", ["new", "version"]),
        "PyTorch 2.0 is ahead of TensorFlow in papers.": ("shape", []),
    },
    "a maker that is none": {
        "Microsoft released TensorFlow in 2015.": ("name", ["Microsoft"]),
        "PyTorch is used by Meta, Tesla and Uber.": ("name", ["Meta", "Tesla", "Uber"]),
    },
    "known words, but no known order": {
        "PyTorch had 10 million downloads in Q1 2024.": ("shape", []),
        "PyTorch has 170 % of papers.": ("shape", []),
        "PyTorch papers stars downloads 5 %.": ("shape", []),
        "Papers moved from TensorFlow to JAX.": ("shape", []),
        "PyTorch has 20 % more stars.": ("shape", []),
        # percent, or points
        "PyTorch leads TensorFlow by 20 % in job posts.": ("shape", []),
        "All papers use PyTorch.": ("shape", []),
    },
    "of whom, of what and how many": {
        "In the 2023 Stack Overflow survey, 8.4% of students used TensorFlow.": ("shape", []),
        "In the 2024 Stack Overflow survey, 9% of data scientists used PyTorch.": ("shape", []),
        "PyTorch appears in 40% of AI job posts.": ("words", ["AI"]),
        "Most papers mention PyTorch.": ("shape", []),
        "PyTorch has six-figure stars.": ("words", ["six"]),
        "PyTorch has exactly 100,000 stars.": ("words", ["exactly"]),
        # fell to: that it fell is asserted, too
        "In the 2024 Stack Overflow survey, TensorFlow rose to 10.1%.": ("shape", []),
    },
    "over a time, or at one": {
        "PyTorch had 5,335 contributors during 2024.": ("shape", []),
        "PyTorch saw 5,335 contributors in 2024.": ("shape", []),
        "PyTorch had more stars than JAX throughout 2021.": ("words", ["throughout"]),
        "Every month of 2022 PyTorch had more stars than Keras.": ("shape", []),
    },
    "a letter that only looks alike": {
        "\u0420yTorch has 80,000 stars.": ("words", ["\u0420yTorch"])
    },
}


@pytest.mark.parametrize(
    ("sentence", "expected"), [pair for table in UNJUDGED.values() for pair in table.items()]
)
def test_what_is_not_asserted_or_not_understood_is_not_judged(
    sentence: str, expected: tuple[str, list[str]], asked: Measured
):
    heard = asked.ear.hear(sentence)
    assert (heard.why, [word for word, *_ in heard.words]) == expected
    assert all(sentence[start:end] == word for word, start, end in heard.words)
    assert heard.statements == ()
    question = assertions(heard, asked)
    assert isinstance(question, Question)
    assert question.said.endswith(".")
    assert all(word in question.said for word, *_ in heard.words[:5])


LANGUAGES = {
    "PyTorch hat mehr Sterne als TensorFlow.": "German",
    "PyTorch wird in 80 % der Arbeiten verwendet.": "German",
    "PyTorch est plus populaire que TensorFlow.": "French",
    "PyTorch es más popular que TensorFlow.": "Spanish",
    "PyTorch è più popolare di TensorFlow.": "Italian",
    "PyTorch heeft meer sterren dan TensorFlow.": "Dutch",
    "PyTorch популярнее TensorFlow в исследованиях.": "Cyrillic",
    "PyTorch 是最流行的框架。": "Cjk",
}


@pytest.mark.parametrize(("sentence", "language"), LANGUAGES.items())
def test_a_language_that_is_not_read_is_named(sentence: str, language: str, asked: Measured):
    heard = asked.ear.hear(sentence)
    assert (heard.why, heard.language) == ("language", language)
    question = assertions(heard, asked)
    assert isinstance(question, Question)
    assert question.said == f"This looks like {language}; only English is read."


@pytest.mark.parametrize(
    "text",
    [
        "PyTorch leads in stars " * 100,
        "x" * (LONGEST + 1),
        "PyTorch, " * 150,
        "a " * 999,
        "w " * 100_000,
    ],
    ids=["a sentence again and again", "a word", "names", "letters", "100,000 words"],
)
def test_what_is_too_long_for_a_sentence_is_refused_in_words_at_once(text: str, asked: Measured):
    started = time.process_time()
    heard = asked.ear.hear(text)
    assert time.process_time() - started < 1
    assert heard.why in ("long", "words", "shape", "empty")
    assert not heard.statements
    if len(text) > LONGEST:
        question = assertions(heard, asked)
        assert isinstance(question, Question)
        assert "too long" in question.said


@pytest.mark.parametrize("text", ["", " ", "\u200b", "...", "(|)", "\u00ad\n"])
def test_nothing_said_is_nothing_heard(text: str, asked: Measured):
    assert asked.ear.hear(text).why == "empty"


@pytest.mark.parametrize(
    "sentence", ["Abacus counts beads, 70 % of papers say.", "The Keras team met on Tuesday."]
)
def test_a_sentence_that_looks_like_a_claim_is_told_from_one_that_does_not(
    sentence: str, asked: Measured
):
    assert asked.ear.hear(sentence).claims == ("%" in sentence)


@pytest.mark.parametrize(
    ("sentence", "figure"),
    [
        ("In 2021, PyTorch had 69\u202f734\u202f088 downloads.", "69\u202f734\u202f088"),
        ("Tensor\ufb02ow is used in more than 12 % of papers.", "more than 12 %"),
        ("Py\u00adTorch leads in job posts.", "Py\u00adTorch"),
        ("JAX is \u201cthird\u201d in stars.", "third"),
    ],
)
def test_the_anchor_stands_at_the_figure_or_the_project_in_the_text_as_given(
    sentence: str, figure: str, asked: Measured
):
    heard = asked.ear.hear(sentence)
    assert heard.why is None
    assert sentence[slice(*heard.anchor)] == figure


def test_the_sentence_before_lends_nothing_to_the_next(asked: Measured):
    """The ear keeps no memory: the same sentence is heard alike after any other."""
    first = readings(asked.ear.hear("It leads in stars."))
    asked.ear.hear("PyTorch has 80,000 stars.")
    assert readings(asked.ear.hear("It leads in stars.")) == first == "- words"


# --- any words ------------------------------------------------------------------------------------


def _vocabulary() -> list[str]:
    entries = words(BUNDLED.packs)
    said = list[str]()
    for table in (
        entries.terminals,
        entries.hedges,
        entries.after,
        entries.dates,
        entries.relative,
        entries.per,
        entries.fractions,
        entries.multiplied,
        entries.got,
        entries.groups,
        entries.unasserted,
    ):
        said += [word for words in table.values() for word in words]
    for measure in entries.measures.values():
        said += [*measure.nouns, *measure.verbs]
    said += [word for place in entries.places.values() for word in place.words]
    said += [*entries.kinds, *entries.idle, *entries.released, *entries.joins, *entries.pronouns]
    return sorted(set(said))


NAMES = ("PyTorch", "TensorFlow", "JAX", "Keras", "TF", "torch", "vLLM", "Google", "Caffe", "Torch")
FIGURES = (
    "70 %",
    "70%",
    "1/5",
    "80,000",
    "80.000",
    "38,5",
    "half",
    "two thirds",
    "-5",
    "3x",
    "twice",
    "#2",
    "third",
    "8 points",
    "2 million",
    "50k",
    "2024",
    "in May 2024",
    "since 2021",
    "from 2019 to 2022",
    "Q1 2024",
    "mid-2023",
    "between 2019 and 2021",
    "doubled",
    "by a factor of",
    "99999999999999999999",
)
SIGNS = (
    ",",
    ".",
    ";",
    ":",
    "'s",
    "\u2019s",
    "-",
    "–",
    "(",
    ")",
    '"',
    "/",
    "~",
    ">",
    "|",
    "%",
    "²",
    "\u00ad",
)
WORDS = (
    st.sampled_from(_vocabulary())
    | st.sampled_from(NAMES)
    | st.sampled_from(FIGURES)
    | st.sampled_from(SIGNS)
    | st.sampled_from(("Polars", "Germany", "xyz", "2.0"))
)
ACCOUNTED = {"left", "unasserted", "opinion", "NAME"}


def _accounted(text: str, asked: Measured, *, typed: bool) -> None:
    """Assert what must hold of any text: places in it, and no word of a judged one left over."""
    heard = asked.ear.hear(text, typed=typed)
    length = min(len(text), LONGEST)
    assert 0 <= heard.anchor[0] <= heard.anchor[1] <= length
    for word, start, end in heard.words:
        assert 0 <= start < end <= length
        assert text[start:end] == word
    assert (heard.why is None) == bool(heard.statements)
    if heard.why is not None or heard.statements[0].kind == "property":
        return
    found = asked.ear.chunks(plain(text), typed=typed)
    left = [c for c in found if c.tag in ACCOUNTED]
    if heard.statements[0].kind == "date":  # who made it may stand there
        left = [c for c in left if c.tag != "NAME"]
    assert left == []
    said = {c.value[0] for c in found if c.tag == "P"}
    named = {s.subject for s in heard.statements} | {s.comparator for s in heard.statements} - {
        None
    }
    assert named == said


@settings(max_examples=2000, deadline=None)
@given(words=st.lists(WORDS, max_size=14), typed=st.booleans())
def test_of_any_known_words_no_judged_sentence_leaves_one_over(
    words: list[str], typed: bool, asked: Measured
):
    _accounted(" ".join(words), asked, typed=typed)


@settings(max_examples=2000, deadline=None)
@given(
    sentence=st.sampled_from([sentence for sentence, _ in PAIRS]), at=st.integers(0, 40), word=WORDS
)
def test_a_word_put_into_a_sentence_that_is_understood_is_used_or_refused(
    sentence: str, at: int, word: str, asked: Measured
):
    """Near a sentence that is judged, what is added is most likely to be overlooked."""
    said = sentence.split(" ")
    said.insert(at % (len(said) + 1), word)
    _accounted(" ".join(said), asked, typed=False)


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=80), typed=st.booleans())
def test_any_text_is_heard(text: str, typed: bool, asked: Measured):
    _accounted(text, asked, typed=typed)


@pytest.mark.parametrize(
    "text",
    [
        "PyTorch and " * 60,
        "more than " * 200,
        "1," * 900,
        "-" * 1900,
        '"x" ' * 400,
        "a.-+" * 450,
        "PyTorch leads, " * 100,
        "of PyTorch " * 100,
        "(" * 1900,
        "in 2024 " * 200,
        "most of " * 200,
        "than as that of " * 100,
        "PyTorch and JAX, but TF; while Keras " * 45,
        "9" * 1900,
        "one two three " * 130,
        "between 1 and " * 130,
        "PyTorch papers, " * 40,
    ],
    ids=lambda text: text[:14],
)
def test_no_sentence_takes_long(text: str, asked: Measured):
    started = time.process_time()
    heard = asked.ear.hear(text)
    assert time.process_time() - started < 1
    assert heard.why is not None


# --- numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "unit", "low", "high", "rest"),
    [
        ("12.5% of", "percent", "12.5", "12.5", " of"),
        ("12 percentage points", "points", "12", "12", ""),
        ("12 points", "points", "12", "12", ""),
        ("3x the", "ratio", "3", "3", " the"),
        ("3 times a day", "count", "3", "3", " times a day"),
        ("3:1 in", "ratio", "3", "3", " in"),
        ("three to one.", "ratio", "3", "3", "."),
        ("3rd place", "rank", "3", "3", " place"),
        ("#3", "rank", "3", "3", ""),
        ("1.5M stars", "count", "1500000", "1500000", " stars"),
        ("2.3bn", "count", "2300000000", "2300000000", ""),
        ("10-20%", "percent", "10", "20", ""),
        ("10 to 20 million", "count", "10000000", "20000000", ""),
        ("10%-20%", "percent", "10", "20", ""),
        ("20-10%", "count", "20", "20", "-10%"),  # backwards is no range
        ("a quarter of", "percent", "25", "25", " of"),
        ("an order of magnitude", "ratio", "10", "10", ""),
        ("a quarter of a million", "percent", "25", "25", " of a million"),
        ("two hundred and", "count", "200", "200", " and"),
        ("four hundred thousand", "count", "400000", "400000", ""),
        ("12'500", "count", "12500", "12500", ""),
        ("1 234", "count", "1234", "1234", ""),
        ("1/5 of", "percent", "20", "20", " of"),
        ("1.80", "count", "1.80", "1.80", ""),
        ("1.000.000,5", "count", "1000000.5", "1000000.5", ""),
    ],
)
def test_a_number_has_a_unit_and_ends_where_it_ends(
    text: str, unit: str, low: str, high: str, rest: str
):
    found = numbers.number(text, 0)
    assert found is not None
    assert (found.unit, found.low, found.high, text[found.end :]) == (unit, low, high, rest)


@pytest.mark.parametrize(
    "text",
    [
        "12,34,567",
        "1,2345",
        "3D",
        "2a",
        "1,234.5.6",
        "12345678901234567890",
        "0.2 stars",
        "1001%",
        "third",
        "²",
        "a",
        "of",
        "1,23,4",
        "1.2.3",
    ],
)
def test_what_may_mean_two_numbers_or_none_is_no_number(text: str):
    assert numbers.number(text, 0) is None


def test_from_50_to_80_are_two_numbers():
    found = numbers.number("50 to 80 %", 0, ranges=False)
    assert found is not None
    assert (found.low, found.high, found.end) == ("50", "50", 2)


@settings(max_examples=300, deadline=None)
@given(value=st.integers(0, 10**15 - 1), sign=st.sampled_from([",", " ", ".", "'"]))
def test_a_number_in_groups_is_read_as_it_was_meant(value: int, sign: str):
    written = f"{value:,}".replace(",", sign)
    found = numbers.number(f"{written} stars", 0)
    assert found is not None
    assert int(found.low) == value
    assert found.end == len(written)


# --- dates ----------------------------------------------------------------------------------------

NEXT = [
    ("in 2024", When("at", ("2024",))),
    ("in may 2024", When("at", ("2024-05",))),
    ("on may 27th, 2024", When("at", ("2024-05-27",))),
    ("27 may 2024", When("at", ("2024-05-27",))),
    ("2024-05-27", When("at", ("2024-05-27",))),
    ("in q3 2024", When("at", ("2024-09",), grain="part")),
    ("in 2024 q3", When("at", ("2024-09",), grain="part")),
    ("in h2 2024", When("at", ("2024-12",), grain="part")),
    ("in the second half of 2019", When("at", ("2019-12",), grain="part")),
    ("by mid-2024", When("by", ("2024-06",), grain="point")),
    ("at the end of 2024", When("at", ("2024-12",), grain="point")),
    ("since 2021", When("since", ("2021",))),
    ("since early", None),
    ("before 2021", When("before", ("2020",))),
    ("before march 2021", When("before", ("2021-02",))),
    ("before january 2021", When("before", ("2020-12",))),
    ("before 1 march 2024", When("before", ("2024-02-29",))),
    ("after 2021", When("after", ("2022",))),
    ("after december 2021", When("after", ("2022-01",))),
    ("until 2021", When("before", ("2021",))),
    ("around 2021", When("at", ("2021",), about=True)),
    ("from 2019 to 2023", When("period", ("2019", "2023"))),
    ("2019–2023", When("period", ("2019", "2023"))),
    ("between may 2019 and june 2020", When("period", ("2019-05", "2020-06"))),
    ("from 2023 to 2019", When("since", ("2023",))),
    ("last month", When("at", fresh="last month")),
    ("year over year", When("yearly")),
    ("today", When("now")),
]


@pytest.mark.parametrize(("text", "meant"), NEXT, ids=[text for text, _ in NEXT])
def test_a_date_is_read_with_the_word_before_it(text: str, meant: When | None):
    found = dates.when(text, 0)
    assert (found[0] if found else None) == meant


@pytest.mark.parametrize(
    "text",
    [
        "2024.5",
        "20245",
        "2024%",
        "1776",
        "3024",
        "31 february 2024",
        "2024,5",
        "may",
        "q5 2024",
        "in may 20245",
        "2024x",
        "-2024",
    ],
)
def test_what_is_no_date_is_none(text: str):
    assert dates.when(text, 0) is None


@settings(max_examples=200, deadline=None)
@given(day=st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_a_day_is_read_in_each_of_its_forms(day: date):
    months = general().months
    month = months[day.month - 1]
    for written in (
        day.isoformat(),
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{month[:3]} {day.day}, {day.year}",
    ):
        assert dates.bare(written, 0) == (day.isoformat(), len(written), "")


# --- characters, phrases, names -------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=60))
def test_every_character_knows_the_one_it_comes_from(text: str):
    clear = plain(text)
    assert len(clear.text) == len(clear.places)
    assert clear.places == sorted(clear.places)
    assert not clear.text or (clear.places[0] >= 0 and clear.places[-1] < len(text))


def test_a_part_of_the_plain_text_is_found_in_the_text_as_given():
    text = "a\u00ad \ufb02\u2009ow \uff12 x² *b*"
    clear = plain(text)
    assert clear.text == "a fl ow 2 x²  b "
    at = clear.text.index("fl")
    assert text[slice(*clear.span(at, at + 1))] == "\ufb02"  # a part of a ligature is all of it
    assert text[slice(*clear.span(at, at + 5))] == "\ufb02\u2009ow"
    assert text[slice(*clear.span(0, 3))] == "a\u00ad \ufb02"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("open source", "open source"),
        ("open-source", "open source"),
        ("open  source", "open source"),
        ("open source first", "open source first"),
        ("opensource", None),
        ("open sources", None),
        ("open, source", None),
        ("lion's share", "lion's share"),
        ("> 3", ">"),
    ],
)
def test_the_longest_phrase_counts_and_only_whole_words(text: str, found: str | None):
    known = ("open source", "open source first", "lion's share", ">")
    phrases = Phrases((phrase, phrase) for phrase in known)
    here = phrases.at(text, 0)
    assert (here[0].values[0] if here else None) == found


def test_a_phrase_that_is_added_twice_stands_for_both():
    phrases = Phrases([("Open-Source", 1), ("open source", 2), ("open source", 2)])
    [found] = phrases.at("open source", 0)
    assert found.values == (1, 2)


@pytest.mark.parametrize(
    ("said", "typed", "slugs"),
    [
        ("torch", False, ["pytorch"]),
        ("Torch", False, ["torch7"]),
        ("PYTORCH", False, ["pytorch"]),
        ("TORCH", False, None),
        ("PyTorch/XLA", False, ["torch-xla"]),
        ("PyTorch Lightning", False, ["lightning"]),
        ("TensorFlow Serving", False, ["tf-serving"]),
        ("tensorflow lite", False, ["tflite"]),
        ("TF Lite", False, ["tflite"]),
        ("TF", False, ["tensorflow"]),
        ("tf", False, None),
        ("tf", True, ["tensorflow"]),
        ("DL4J", False, ["deeplearning4j"]),
        ("Candle", False, ["candle"]),
        ("tensorflows", False, None),
        ("xtensorflow", False, None),
    ],
)
def test_the_longest_name_counts_and_letter_case_where_it_must(
    said: str, typed: bool, slugs: list[str] | None, asked: Measured
):
    found = asked.ear.names.at(said, said.lower(), 0, typed=typed)
    assert (found[0] if found else None) == slugs
    if found:
        assert found[1] == len(said)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("pytroch", "pytorch"),
        ("Tensorflwo", "tensorflow"),
        ("Keres", "keras"),
        ("is", None),
        ("more", None),
        ("Googel", None),
        ("x" * 5000, None),
    ],
)
def test_a_misspelt_name_is_known_again_and_a_word_is_none(
    word: str, meant: str | None, asked: Measured
):
    assert next(iter(asked.ear.names.like(word)), None) == meant


def test_every_project_is_found_by_its_name(asked: Measured):
    names = asked.ear.names
    for slug, project in asked.catalogue.projects.items():
        found = names.at(project.name, project.name.lower(), 0, typed=False)
        assert found is not None, slug
        assert slug in found[0], slug


# --- the vocabulary -------------------------------------------------------------------------------


def test_every_name_in_the_vocabulary_exists(asked: Measured):
    entries, catalogue = words(BUNDLED.packs), asked.catalogue
    for key, measure in entries.measures.items():
        assert set(measure.places) <= set(entries.places), key
        assert set(measure.shares) <= set(catalogue.definitions), key
        assert set(measure.instead) <= set(entries.measures), key
        assert all(asked.catalogue.signal(name) for name in measure.signals), key
        assert measure.title, key
        assert measure.aspect is None or measure.aspect in catalogue.aspects, key
        for other in (measure.ever, measure.gained):
            assert other is None or other in entries.measures, key
    for place in entries.places.values():
        assert place.alone is None or place.alone in entries.measures
    assert set(entries.groups) <= set(catalogue.groups)
    for hedges in (entries.hedges, entries.after, entries.fractions):
        assert set(hedges) <= set(catalogue.hedges)
    licences = set(catalogue.properties["license"].values)
    assert set(entries.licenses) <= licences
