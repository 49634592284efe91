"""The demonstration centre: a fictional campus in Paris, its people and its events, relative to today."""
