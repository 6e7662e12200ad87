"""How fast is it? `python -m benchmarks` measures and prints; it judges nobody's machine."""
