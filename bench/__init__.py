"""Side-by-side runs with peers: ``python -m bench NAME``."""
