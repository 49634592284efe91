"""What the centre costs on a small machine; benchmarks/README.md tells how to read it."""
