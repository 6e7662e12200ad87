"""Figures worked out by hand from the upstream files, one at least for each source.

The literals were read in the upstream files named by each card and computed on paper or with
statsmodels; none of them was copied from the warehouse.
"""

from datetime import date

import duckdb
import pytest
from statsmodels.stats.proportion import proportion_confint

from collectors import cards
from tests.conftest import BUNDLED

CARDS = cards.load(BUNDLED)

# source: (signal, project, segment, first day, day after the last, value, base)
FIGURES: dict[str, list[tuple[str, str, str, str, str, float, float | None]]] = {
    "ai_index_2020": [
        (
            "stackoverflow_questions_yearly",
            "tensorflow",
            "all",
            "2019-01-01",
            "2020-01-01",
            15_586,
            None,
        ),
        # 2020 was counted to 12 June
        (
            "stackoverflow_questions_yearly",
            "pytorch",
            "all",
            "2020-01-01",
            "2020-06-13",
            2_429,
            None,
        ),
    ],
    "arxiv_mentions_2017": [
        ("arxiv_mentions", "tensorflow", "all", "2017-03-01", "2017-04-01", 9.1, 100),
        ("arxiv_mentions", "torch7", "all", "2017-03-01", "2017-04-01", 3.3, 100),
    ],
    "android_app_scans": [
        ("android_apps", "tflite", "Google Play, library", "2021-11-05", "2021-11-06", 490, 622),
        ("android_apps", "tflite", "MyApp, model file", "2021-11-05", "2021-11-06", 14, 157),
    ],
    "best_of_ml_python": [
        # the file has 195,075, of which 2,814 are stars on Docker Hub; GitHub's own lists of the
        # day have 192,253
        ("github_stars", "tensorflow", "all", "2025-10-30", "2025-10-31", 195_075 - 2_814, None),
        (
            "github_stars_gained_listed",
            "tensorflow",
            "all",
            "2025-09-04",
            "2025-10-02",
            (194_693 - 2_805) - (194_275 - 2_799),
            None,
        ),
        (
            "github_commits_gained",
            "pytorch",
            "all",
            "2025-09-04",
            "2025-10-02",
            93_869 - 92_536,
            None,
        ),
        (
            "github_contributors_gained",
            "pytorch",
            "all",
            "2025-09-04",
            "2025-10-02",
            5_942 - 5_867,
            None,
        ),
        ("github_contributors", "jax", "all", "2025-10-30", "2025-10-31", 980, None),
        ("conda_downloads", "pytorch", "all", "2025-10-30", "2025-10-31", 28_946_049, None),
        ("docker_pulls", "tensorflow", "all", "2025-10-30", "2025-10-31", 80_704_688, None),
        # a download count covers the 30 days before the file
        (
            "pypi_downloads_pypistats",
            "pytorch",
            "all",
            "2025-09-30",
            "2025-10-30",
            69_755_346,
            None,
        ),
    ],
    "conference_papers": [
        (
            "conference_papers",
            "pytorch",
            "2021 count, CVPR",
            "2019-06-01",
            "2019-07-01",
            294,
            1_294,
        ),
        (
            "conference_papers",
            "pytorch",
            "2019 count, CVPR",
            "2019-06-01",
            "2019-07-01",
            280,
            1_294,
        ),
    ],
    "data_incubator_2017": [
        ("data_incubator_stars", "pytorch", "all", "2017-09-14", "2017-09-15", 7_361, None),
        ("data_incubator_questions", "tensorflow", "all", "2017-09-14", "2017-09-15", 17_641, None),
    ],
    "git_history": [
        ("git_commits", "jax", "all commits", "2018-12-01", "2019-01-01", 397, None),
        ("git_commits", "jax", "without merges", "2018-12-01", "2019-01-01", 302, None),
        ("git_commits", "jax", "bots", "2024-06-01", "2024-07-01", 66, None),
        ("git_authors", "jax", "without bots", "2024-06-01", "2024-07-01", 61, None),
    ],
    "github_imports": [
        # 231 import torch and 145 tensorflow, 6 of them both: 370 of 2,520
        (
            "repository_imports",
            "pytorch",
            "of those with torch or tensorflow",
            "2025-04-05",
            "2025-04-06",
            231,
            231 + 145 - 6,
        ),
        (
            "repository_imports_by_year",
            "tensorflow",
            "of all repositories",
            "2020-01-01",
            "2021-01-01",
            20,
            161,
        ),
    ],
    "github_ranking": [
        (
            "github_stars_ranked",
            "tensorflow",
            "top-100 lists",
            "2018-12-18",
            "2018-12-19",
            116_901,
            None,
        ),
        (
            "github_forks_ranked",
            "pytorch",
            "top-100 lists",
            "2026-08-01",
            "2026-08-02",
            28_619,
            None,
        ),
        (
            "github_stars_gained_ranked",
            "pytorch",
            "top-100 lists",
            "2026-07-01",
            "2026-08-01",
            102_095 - 100_999,
            None,
        ),
    ],
    "github_ranking_ai": [
        ("github_stars_ai", "vllm", "top-100 lists", "2026-08-01", "2026-08-02", 87_826, None),
        (
            "github_stars_gained_ai",
            "vllm",
            "top-100 lists",
            "2026-07-01",
            "2026-08-01",
            87_826 - 84_958,
            None,
        ),
    ],
    "github_stars_quarterly": [
        ("github_stars_quarterly", "torchserve", "all", "2025-03-31", "2025-04-01", 4_305, None),
        (
            "github_stars_gained_quarterly",
            "tf-serving",
            "all",
            "2016-01-01",
            "2016-04-01",
            439,
            None,
        ),
    ],
    "google_trends_charts": [
        # the chart prints these two for May 2024
        (
            "search_interest_terms",
            "tensorflow",
            "chart of March 2025",
            "2024-05-01",
            "2024-06-01",
            53,
            None,
        ),
        (
            "search_interest_terms",
            "pytorch",
            "chart of March 2025",
            "2024-05-01",
            "2024-06-01",
            94,
            None,
        ),
        (
            "search_interest_topics",
            "tensorflow",
            "chart of January 2020",
            "2017-01-29",
            "2017-02-05",
            49,
            None,
        ),
    ],
    "hn_hiring": [
        ("hiring_posts", "pytorch", "all", "2025-10-01", "2025-11-01", 10, 341),
        # nobody named TensorFlow in April 2025: a true zero
        ("hiring_posts", "tensorflow", "all", "2025-04-01", "2025-05-01", 0, 308),
    ],
    "hugging_face_hub": [
        ("hub_models_tagged", "pytorch", "all", "2025-03-04", "2025-03-06", 201_657, None),
        ("hub_models_library", "transformers", "all", "2025-04-25", "2025-04-26", 526_425, 873_548),
    ],
    "job_listings": [
        ("job_listings", "pytorch", "LinkedIn", "2020-01-26", "2020-01-27", 1_973, None),
        # months of the notebook: 17 + 10 + 17 + 18 + 7 + 17 + 20 + 18 + 28 + 30 + 35 + 39
        (
            "job_listing_skills",
            "pytorch",
            "machine-learning engineers, United States",
            "2023-01-01",
            "2024-01-01",
            256,
            921,
        ),
        (
            "job_listing_skills",
            "tensorflow",
            "data scientists",
            "2023-01-01",
            "2024-01-01",
            24_261,
            None,
        ),
    ],
    "innovation_graph": [
        (
            "github_topic_pushers",
            "pytorch",
            "United States",
            "2025-07-01",
            "2025-10-01",
            1_277,
            None,
        ),
        ("github_topic_pushers", "tensorflow", "India", "2025-07-01", "2025-10-01", 544, None),
    ],
    "kaggle_survey": [
        (
            "kaggle_users",
            "pytorch",
            "all, answered the question",
            "2022-01-01",
            "2023-01-01",
            5_191,
            16_240,
        ),
        (
            "kaggle_users",
            "jax",
            "data scientists, every respondent",
            "2022-01-01",
            "2023-01-01",
            24,
            1_929,
        ),
    ],
    "lfai_landscape_stars": [
        # then NVIDIA/triton-inference-server
        (
            "github_stars_landscape",
            "triton-inference-server",
            "all",
            "2020-07-01",
            "2020-07-02",
            1_263,
            None,
        )
    ],
    "npm_download_counts": [
        # fetched on 1 November: the 30 days before
        ("npm_downloads", "tfjs", "repository build", "2025-10-02", "2025-11-01", 1_035_407, None),
        # @tensorflow/tfjs and deeplearn, its name until 2018
        (
            "npm_downloads",
            "tfjs",
            "package build",
            "2026-01-30",
            "2026-03-01",
            1_165_627 + 3_852,
            None,
        ),
    ],
    "paper_code_drawn": [
        ("paper_code_drawn", "pytorch", "official code", "2024-01-01", "2025-01-01", 211, 325),
        # 325 papers less 97 without a framework
        (
            "paper_code_drawn",
            "tensorflow",
            "official code, framework named",
            "2024-01-01",
            "2025-01-01",
            7,
            228,
        ),
    ],
    "paper_code_sample": [
        ("paper_implementations", "pytorch", "all links", "2023-01-01", "2024-01-01", 183, 332),
        (
            "paper_implementations",
            "pytorch",
            "official links, framework named",
            "2023-01-01",
            "2024-01-01",
            175,
            196,
        ),
    ],
    "paper_code_search_2019": [
        (
            "paper_code_mentions",
            "pytorch",
            "only this framework",
            "2018-01-01",
            "2019-01-01",
            452,
            2_105,
        ),
        # 452 name PyTorch alone, 272 both
        ("paper_code_mentions", "pytorch", "any", "2018-01-01", "2019-01-01", 724, 2_105),
    ],
    "psf_survey": [
        (
            "psf_survey_users",
            "tensorflow",
            "all respondents",
            "2018-01-01",
            "2019-01-01",
            4_653,
            19_835,
        ),
        (
            "psf_survey_users",
            "pytorch",
            "answered the data science question",
            "2019-01-01",
            "2020-01-01",
            15,
            100,
        ),
    ],
    "published_figures": [
        (
            "paper_implementations_published",
            "pytorch",
            "Papers with Code repositories",
            "2020-10-01",
            "2020-11-01",
            47,
            100,
        ),
        (
            "survey_users_published",
            "tensorflow",
            "machine-learning subset, base not stated",
            "2022-01-01",
            "2023-01-01",
            57,
            100,
        ),
    ],
    "pypi_supply_chains": [
        # 2,779 need PyTorch and 2,218 TensorFlow, 220 of them both: 4,777
        ("pypi_packages_requiring", "pytorch", "direct", "2022-03-14", "2022-03-15", 2_779, 4_777),
        (
            "pypi_packages_requiring",
            "pytorch-and-tensorflow",
            "direct or indirect",
            "2022-03-14",
            "2022-03-15",
            330,
            3_277 + 2_565 - 330,
        ),
    ],
    "repostory": [
        ("github_stars_retained", "pytorch", "all", "2018-12-01", "2019-01-01", 1_427, None)
    ],
    "stackoverflow_recount": [
        (
            "stackoverflow_questions_recount",
            "tensorflow",
            "all",
            "2019-05-01",
            "2019-06-01",
            1_140,
            None,
        )
    ],
    "stackoverflow_scrape_2025": [
        # 65 with PyTorch's tag and 48 with TensorFlow's, 2 of them with both: 111
        (
            "stackoverflow_questions_scraped",
            "pytorch",
            "of those with PyTorch or TensorFlow",
            "2025-03-05",
            "2025-03-27",
            65,
            111,
        ),
        (
            "stackoverflow_questions_scraped",
            "jax",
            "of all questions",
            "2025-03-05",
            "2025-03-27",
            11,
            17_224,
        ),
    ],
    "stackoverflow_survey": [
        ("survey_users", "pytorch", "professionals", "2024-01-01", "2025-01-01", 3_194, 35_100),
        ("survey_users", "tensorflow", "professionals", "2024-01-01", "2025-01-01", 3_098, 35_100),
        # 10.2643 % of 58,543 is 6,009.03: printed to four decimals, so 6,009 people
        (
            "survey_users",
            "tensorflow",
            "all respondents",
            "2019-01-01",
            "2020-01-01",
            6_009,
            58_543,
        ),
    ],
    "stackoverflow_tag_years": [
        (
            "stackoverflow_questions_by_tag",
            "tensorflow",
            "all",
            "2017-01-01",
            "2018-01-01",
            14_436,
            2_305_207,
        )
    ],
    "stackoverflow_trends": [
        ("stackoverflow_questions", "tensorflow", "all", "2019-05-01", "2019-06-01", 1_514, None)
    ],
    "tensorflow_commits": [
        (
            "tensorflow_commits",
            "tensorflow",
            "Google addresses",
            "2025-01-01",
            "2025-02-01",
            1_006,
            2_178,
        ),
        (
            "tensorflow_commits",
            "tensorflow",
            "Google or TensorFlow addresses",
            "2025-01-01",
            "2025-02-01",
            1_006 + 1_018,
            2_178,
        ),
    ],
    "top_pypi_packages": [
        # the list of 1 April 2026 covers the calendar month of March
        ("pypi_downloads", "pytorch", "30-day list", "2026-03-01", "2026-04-01", 87_347_847, None),
        # read in the fork
        ("pypi_downloads", "pytorch", "30-day list", "2026-06-01", "2026-07-01", 92_416_784, None),
        (
            "pypi_downloads",
            "tensorflow",
            "365-day list",
            "2020-04-01",
            "2021-04-01",
            103_409_012,
            None,
        ),
    ],
}

# (definition, project, first day, numerator, denominator)
SHARES = [
    # 9.10 % and 8.83 % of the professionals who answered in 2024
    ("so-professionals", "pytorch", "2024-01-01", 3_194, 35_100),
    ("so-professionals", "tensorflow", "2024-01-01", 3_098, 35_100),
    ("so-everyone", "pytorch", "2024-01-01", 4_846, 45_841),
    ("so-professionals-two", "pytorch", "2024-01-01", 3_194, 3_194 + 3_098),
    ("kaggle-answered", "pytorch", "2022-01-01", 5_191, 16_240),
    ("kaggle-two", "pytorch", "2022-01-01", 5_191, 5_191 + 7_953),
    # the TensorFlow or the PyTorch family, both, and those who use at least one of the two
    ("kaggle-families", "tensorflow", "2022-01-01", 8_850, 14_531),
    ("kaggle-families-scientists", "pytorch", "2022-01-01", 695, 1_775),
    ("kaggle-both", "pytorch", "2022-01-01", 3_946, 14_531),
    ("kaggle-either", "pytorch", "2022-01-01", 5_516, 8_850 + 5_516 - 3_946),
    # 1,000 papers drawn at random: the two, any framework, all papers with official code
    ("papers-drawn-two", "pytorch", "2024-01-01", 211, 211 + 7),
    ("papers-drawn-named", "pytorch", "2024-01-01", 211, 211 + 7 + 10),
    ("papers-drawn-all", "pytorch", "2024-01-01", 211, 325),
    ("mentions-march-2017", "pytorch", "2017-03-01", 0.2, 100),
    # Indeed, LinkedIn, Monster and SimplyHired
    (
        "listings-boards-two",
        "tensorflow",
        "2020-01-26",
        3_358 + 4_126 + 1_440 + 2_532,
        (3_358 + 4_126 + 1_440 + 2_532) + (1_706 + 1_973 + 716 + 1_332),
    ),
    ("listings-engineers-two", "pytorch", "2023-01-01", 4_389, 4_389 + 4_307),
    ("listings-scientists-two", "pytorch", "2023-01-01", 19_461, 19_461 + 24_261),
    ("listings-engineers-us", "tensorflow", "2023-01-01", 271, 921),
    # one sample, three bases: all links, links to PyTorch or TensorFlow, links with any framework
    ("papers-links-all", "pytorch", "2023-01-01", 183, 332),
    ("papers-links-two", "pytorch", "2023-01-01", 183, 183 + 14),
    ("papers-links-named", "pytorch", "2023-01-01", 183, 209),
    # NeurIPS, ICLR, ACL, NAACL, ICML, CVPR, EMNLP and ICCV of 2019 (ECCV is held in even years)
    (
        "conferences-two",
        "pytorch",
        "2019-01-01",
        182 + 86 + 127 + 73 + 76 + 294 + 146 + 263,
        (182 + 86 + 127 + 73 + 76 + 294 + 146 + 263) + (104 + 86 + 50 + 33 + 76 + 148 + 38 + 112),
    ),
    # CVPR, ICML, ACL, EMNLP and NeurIPS of 2018
    ("conferences-five-two", "pytorch", "2018-01-01", 282, 282 + 137 + 64 + 41 + 48 + 127),
    (
        "conferences-all",
        "pytorch",
        "2019-01-01",
        182 + 86 + 127 + 73 + 76 + 294 + 146 + 263,
        1_427 + 502 + 720 + 451 + 773 + 1_294 + 687 + 1_075,
    ),
    ("hub-tag-frameworks", "pytorch", "2025-03-04", 201_657, 201_657 + 13_790 + 9_865),
    ("hub-library-own", "transformers", "2025-04-25", 526_425, 873_548),
    ("hiring-posts", "pytorch", "2025-10-01", 10, 341),
    ("pypi-two", "pytorch", "2026-03-01", 87_347_847, 87_347_847 + 22_653_919),
    ("pypi-two", "pytorch", "2026-06-01", 92_416_784, 92_416_784 + 21_630_256),
    # tensorflow with -cpu, -gpu, -aarch64 and tf-nightly; tf-nightly-cpu is below the list's floor
    (
        "pypi-families-two",
        "tensorflow",
        "2026-03-01",
        22_653_919 + 1_481_099 + 71_380 + 315_399 + 347_926,
        22_653_919 + 1_481_099 + 71_380 + 315_399 + 347_926 + 87_347_847,
    ),
    ("github-stars-two", "pytorch", "2025-10-30", 94_399, 94_399 + 195_075 - 2_814),
    ("github-stars-ranked-two", "tensorflow", "2018-12-18", 116_901, 116_901 + 22_867),
    # 1,333 commits of PyTorch between two files, 1,100 of TensorFlow
    ("github-commits-gained-two", "pytorch", "2025-09-04", 1_333, 1_333 + 185_320 - 184_220),
    # TorchServe, Triton, vLLM, SGLang, TGI, TensorRT-LLM and TensorFlow Serving at the end of 2024
    (
        "stars-quarterly-serving",
        "tf-serving",
        "2024-12-31",
        6_193,
        4_227 + 8_497 + 32_706 + 6_864 + 9_475 + 8_964 + 6_193,
    ),
    ("commits-google", "tensorflow", "2025-02-01", 868, 2_004),
    ("github-dependents-two", "pytorch", "2025-10-30", 827_538, 827_538 + 539_817),
    ("questions-two", "tensorflow", "2019-05-01", 1_514, 1_514 + 250),
    ("apps-library", "tflite", "2021-11-05", 490, 622),
    ("apps-model", "tflite", "2021-11-05", 222, 352),
    ("imports-two", "pytorch-and-tensorflow", "2025-04-05", 6, 231 + 145 - 6),
    ("pypi-requiring-two", "pytorch-and-tensorflow", "2022-03-14", 220, 2_779 + 2_218 - 220),
    ("questions-2025-two", "pytorch", "2025-03-05", 65, 65 + 48 - 2),
    ("topics-us-two", "pytorch", "2025-07-01", 1_277, 1_277 + 457),
    ("topics-in-two", "pytorch", "2025-07-01", 438, 438 + 544),
    ("search-terms-two", "pytorch", "2024-05-01", 94, 94 + 53),
]


# (break, what another count shows: points of a share, factor of a ratio, factor of a count)
BIASES = [
    # ICLR alone and all six conferences of 2020: papers of PyTorch over those of TensorFlow
    ("conference-few-2021-2022", None, (1_460 / 444) / (169 / 95), None),
    # ICLR, CVPR, ICML, NAACL and ACL of 2019, counted twice; TensorFlow's papers of 2017
    ("conference-two-counts", None, (588 / 284) / (656 / 393), 344 / 226),
    # PyTorch among PyTorch and TensorFlow in the part of the survey and in the whole of it
    ("so-survey-2022-partial", 7.93 / (7.93 + 11.74) - 7.61 / (7.61 + 11.49), None, None),
    # JAX in November 2021 and in December, with PyTorch, TensorFlow and Keras; in June and December
    (
        "pypi-jax-surge-2021",
        4_748_844 / (5_457_394 + 11_952_175 + 6_667_682 + 4_748_844)
        - 440_331 / (5_938_818 + 14_338_756 + 7_158_221 + 440_331),
        None,
        4_748_844 / ((375_384 + 440_331) / 2),
    ),
    # stars of transformers seen on 2 July 2019, and those given before and still held; of PyTorch
    ("stars-survivors-only", None, (7_510 / 6_588) / (29_427 / 27_139), 7_510 / 6_588),
    # questions of July 2019 at the time and later: PyTorch over TensorFlow
    ("so-questions-counting-2019", None, (241 / 1_145) / (270 / 1_546), 1_546 / 1_145),
    # the week to 5 June 2025 gone on for the twenty weeks to 30 October
    (
        "dependents-slow-2025",
        None,
        (1_052_795 / 626_625) / (827_538 / 539_817),
        (811_455 + 20 * 12_067) / 827_538,
    ),
    # all packages share a window of 22 days instead of 30
    ("pypi-short-windows", None, None, 30 / 22),
]

# (signal, segment, first day of the last period that was over when it was read, that of the newest)
LAST_COMPLETE = [
    # committed on 14 August 2026 without the month that was running
    ("hiring_posts", "all", "2026-07-01", "2026-07-01"),
    # read on 22 August 2026
    ("github_stars_retained", "all", "2026-07-01", "2026-08-01"),
    # drawn on 1 June 2023
    ("stackoverflow_questions", "all", "2023-05-01", "2023-05-01"),
    # December 2019: 1,392 for TensorFlow where the other count has 1,432, and 343 for 357
    ("stackoverflow_questions_recount", "all", "2019-11-01", "2019-12-01"),
    # the last period ends on 12 June 2020, before the file came
    ("stackoverflow_questions_yearly", "all", "2020-01-01", "2020-01-01"),
    # the newest paper is arXiv 1905.09624
    ("paper_code_mentions", "any", "2018-01-01", "2019-01-01"),
    # counted on 22 October 2021 and on 10 October 2019
    ("conference_papers", "2021 count, ICLR", "2021-05-01", "2022-05-01"),
    ("conference_papers", "2021 count, ICML", "2021-06-01", "2021-06-01"),
    ("conference_papers", "2019 count, NeurIPS", "2018-12-01", "2019-12-01"),
    # fetched on 5 December 2025: the 30 days before; the package build of March 2026
    ("npm_downloads", "repository build", "2025-11-05", "2025-11-05"),
    ("npm_downloads", "package build", "2026-01-30", "2026-01-30"),
]

BUNDLED = [name for name, card in CARDS.items() if any(t.upstream for t in card.tables.values())]


@pytest.mark.parametrize("source", BUNDLED)
def test_every_bundled_source_has_a_figure_checked_by_hand(
    source: str, warehouse: duckdb.DuckDBPyConnection
):
    assert source in FIGURES, f"work a figure of {source} out by hand and add it to FIGURES"
    for signal, project, segment, start, end, value, base in FIGURES[source]:
        found = warehouse.execute(
            "select sum(value), max(base) from latest_observation where signal_id = ? "
            "and project_id = ? and segment = ? and period_start = ? and period_end = ? "
            "and role in ('primary', 'former')",
            [signal, project, segment, start, end],
        ).fetchone()
        assert found == (value, base), (signal, project, segment, start)


@pytest.mark.parametrize(
    ("definition", "project", "start", "numerator", "denominator"),
    SHARES,
    ids=[f"{row[0]}-{row[1]}" for row in SHARES],
)
def test_a_share_is_what_the_upstream_figures_give(
    definition: str,
    project: str,
    start: str,
    numerator: float,
    denominator: float,
    warehouse: duckdb.DuckDBPyConnection,
):
    found = warehouse.execute(
        "select numerator, denominator, share from share "
        "where definition_id = ? and project_id = ? and period_start = ?",
        [definition, project, start],
    ).fetchall()
    assert found == [(numerator, denominator, pytest.approx(numerator / denominator, rel=1e-12))]


@pytest.mark.parametrize(
    ("signal", "segment", "complete", "newest"),
    LAST_COMPLETE,
    ids=[f"{signal}-{segment}" for signal, segment, *_ in LAST_COMPLETE],
)
def test_what_was_not_over_on_the_day_of_reading_is_known(
    signal: str, segment: str, complete: str, newest: str, warehouse: duckdb.DuckDBPyConnection
):
    found = warehouse.execute(
        "select max(period_start) filter (where observed_at >= period_end)::varchar, "
        "max(period_start)::varchar from observation where signal_id = ? and segment = ?",
        [signal, segment],
    ).fetchone()
    assert found == (complete, newest)


@pytest.mark.parametrize(("name", "shown"), [(row[0], row[1:]) for row in BIASES])
def test_the_bias_of_a_break_covers_what_another_count_shows_and_little_more(
    name: str, shown: tuple[float | None, ...], warehouse: duckdb.DuckDBPyConnection
):
    [(price, *bias)] = warehouse.execute(
        "select distinct price, bias_points, bias_factor, bias_count from series_break "
        "where break_id = ?",
        [name],
    ).fetchall()
    assert price == "bounded"
    for known, least in zip(bias, shown, strict=True):
        assert (known is None) == (least is None)
        assert known is None or least <= known < least * 1.06


def test_the_conference_pool_of_2019_is_1247_of_1894(warehouse: duckdb.DuckDBPyConnection):
    found = warehouse.execute(
        "select numerator, denominator, round(100 * share, 1) from share where "
        "definition_id = 'conferences-two' and project_id = 'pytorch' "
        "and period_start = date '2019-01-01'"
    ).fetchone()
    assert found == (1_247, 1_894, 65.8)


def test_a_pooled_year_names_its_conferences_and_a_change_of_the_set_is_a_break(
    warehouse: duckdb.DuckDBPyConnection,
):
    named = dict(
        warehouse.execute(
            "select year(period_start), regexp_extract(flags, 'only from ([A-Za-z, ]+)', 1) "
            "from share where definition_id = 'conferences-two' and project_id = 'pytorch' "
            "and period_start >= date '2019-01-01'"
        ).fetchall()
    )
    assert named == {
        2019: "ACL, CVPR, EMNLP, ICCV, ICLR, ICML, NAACL, NeurIPS",
        2020: "ACL, CVPR, EMNLP, ICLR, ICML, NeurIPS",
        2021: "ICLR, ICML",
        2022: "ICLR",
    }
    steps = warehouse.execute(
        "select definition_id, list(distinct year(starts) order by year(starts)) from definition "
        "join series_break using (signal_id) where break_id like 'conference-set-%' "
        "and list_contains(segments, segment) and price = 'barring' "
        "group by definition_id"
    ).fetchall()
    found = dict(steps)
    # ICML came in 2017, ICLR in 2018; NeurIPS left in 2021, ICML in 2022
    assert found["conferences-ml-two"] == [2017, 2018, 2021, 2022]
    # ACL came in 2017, NAACL in 2018; ECCV and ICCV take turns; 2020 has neither, and no NAACL
    assert found["conferences-nlp-vision-two"] == [2017, 2018, 2019, 2020]
    assert found["conferences-two"] == [2017, 2018, 2019, 2020, 2021, 2022]
    # the same five from 2017 to 2020
    assert found["conferences-five-two"] == [2017, 2021, 2022]


def test_professionals_of_2024_put_pytorch_at_9_10_and_tensorflow_at_8_83_percent(
    warehouse: duckdb.DuckDBPyConnection,
):
    found = warehouse.execute(
        "select project_id, round(100 * share, 2) from share where definition_id = "
        "'so-professionals' and period_start = date '2024-01-01' "
        "and project_id in ('pytorch', 'tensorflow') order by project_id"
    ).fetchall()
    assert found == [("pytorch", 9.10), ("tensorflow", 8.83)]


def test_55_percent_of_professionals_is_refuted_by_every_base_but_the_order_is_supported(
    warehouse: duckdb.DuckDBPyConnection,
):
    verdicts = warehouse.execute(
        "select claim_id, verdict from claim_verdict "
        "where claim_id in ('so-2024-pytorch-55', 'so-2024-order') order by claim_id"
    ).fetchall()
    assert verdicts == [("so-2024-order", "supported"), ("so-2024-pytorch-55", "refuted")]
    outcomes = warehouse.execute(
        "select outcome, count(*) from claim_evidence "
        "where claim_id = 'so-2024-pytorch-55' and decides group by outcome"
    ).fetchall()
    # professionals; of the ticks for the two nobody knows who ticked both
    assert sorted(outcomes) == [("fails", 1), ("inconclusive", 1)]


def test_torch_overtakes_tensorflow_in_the_30_day_list_of_1_april_2024(
    warehouse: duckdb.DuckDBPyConnection,
):
    lists = warehouse.execute(
        "select period_end, share > 0.5 from share "
        "where definition_id = 'pypi-two' and project_id = 'pytorch' order by period_end"
    ).fetchall()
    ahead = [day for day, is_ahead in lists if is_ahead]
    behind = [day for day, is_ahead in lists if not is_ahead]
    assert ahead[0] == date(2024, 4, 1)
    assert behind[-1] == date(2024, 3, 1)
    assert len(behind) > 100


def test_torch_holds_81_percent_of_the_two_in_june_2026(warehouse: duckdb.DuckDBPyConnection):
    found = warehouse.execute(
        "select share from share where definition_id = 'pypi-two' and project_id = 'pytorch' "
        "order by period_end desc limit 1"
    ).fetchone()
    # 92,416,784 / (92,416,784 + 21,630,256) = 92,416,784 / 114,047,040
    assert found == (pytest.approx(0.810339, abs=1e-6),)


def test_stars_rank_tensorflow_first_and_dependents_pytorch_on_30_october_2025(
    warehouse: duckdb.DuckDBPyConnection,
):
    ranks = [
        warehouse.execute(
            "select project_id, numerator from share where definition_id = ? "
            "and period_start = date '2025-10-30' order by numerator desc limit 3",
            [definition],
        ).fetchall()
        for definition in ("github-stars", "github-dependents")
    ]
    assert ranks == [
        [("tensorflow", 192_261), ("pytorch", 94_399), ("jax", 33_831)],
        [("pytorch", 827_538), ("tensorflow", 539_817), ("jax", 46_932)],
    ]


@pytest.mark.parametrize(
    ("signal", "not_over"), [("paper_code_drawn", [2025]), ("paper_implementations", [2024])]
)
def test_the_last_year_of_a_list_of_papers_was_not_over_when_it_was_read(
    signal: str, not_over: list[int], warehouse: duckdb.DuckDBPyConnection
):
    # the archive ends on 24 July 2025, the older list was last changed on 8 September 2024
    found = warehouse.execute(
        "select distinct year(period_start) from latest_observation "
        "where signal_id = ? and observed_at < period_end",
        [signal],
    ).fetchall()
    assert found == [(year,) for year in not_over]


def test_the_hub_share_of_tagged_models_lies_between_the_sum_and_the_largest_tag(
    warehouse: duckdb.DuckDBPyConnection,
):
    found = warehouse.execute(
        "select low, high from share where definition_id = 'hub-tag-frameworks' "
        "and project_id = 'tensorflow' and period_start = date '2025-03-04'"
    ).fetchone()
    assert found == pytest.approx((13_790 / 225_312, 13_790 / 201_657))


def test_a_hiring_month_carries_its_wilson_interval(warehouse: duckdb.DuckDBPyConnection):
    found = warehouse.execute(
        "select low, high from share where definition_id = 'hiring-posts' "
        "and project_id = 'pytorch' and period_start = date '2025-10-01'"
    ).fetchone()
    assert found == pytest.approx(proportion_confint(10, 341, method="wilson"), abs=1e-9)
