"""The outside world: one card (and, where a source is live, one module) per source.

machinery/  what all collectors share: asking, recording, landing, running
shapes/     of what form the answers of each source were when they were last read right
"""
