"""How fast and how right is it? `python -m benchmarks` measures and prints; it judges no machine.

sentences/  labelled sentences, half of them to develop on
"""
