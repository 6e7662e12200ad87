"""The colours of projects that have one of their own: the same in pages, pictures and files."""

PROJECTS = {
    "pytorch": "#D55E00",
    "tensorflow": "#0B7FC1",
    "jax": "#009E73",
    "keras": "#C8609C",
    "transformers": "#C98A00",
    "scikit-learn": "#4AA3DF",
    "mxnet": "#8C6BB1",
    "onnx": "#7A7F87",
    "paddlepaddle": "#5E8C31",
}
