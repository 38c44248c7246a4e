"""What the statutes say: pure functions over plain facts. Standard library and engine.errors only."""
