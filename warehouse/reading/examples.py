"""Sentences that show what can be asked: each is understood, and judged on the bundled data."""

EXAMPLES: dict[str, tuple[str, ...]] = {
    "a share": (
        "85% of research papers use PyTorch",
        "In the 2023 Stack Overflow survey 8.41% of respondents used PyTorch",
    ),
    "a count": ("vLLM has over 50k GitHub stars", "PyTorch had 1.2 billion downloads in 2025"),
    "two compared": (
        "Is PyTorch more popular than TensorFlow?",
        "PyTorch has half as many GitHub stars as TensorFlow",
    ),
    "a place": (
        "PyTorch is the most popular deep learning framework",
        "JAX is #3 among deep learning frameworks in PyPI downloads",
    ),
    "over time": (
        "Downloads of JAX tripled between 2021 and 2024",
        "PyTorch overtook TensorFlow in PyPI downloads in 2024",
    ),
    "a fact": (
        "TensorFlow was released in November 2015",
        "PyTorch is open source under the Apache license",
    ),
}
