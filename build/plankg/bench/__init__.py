"""Benchmarks: generated plans, peers doing the same work, CPU seconds and memory."""
