"""The tests mirror the tree of `conference` and read as sentences."""
