"""What the engine costs: programs that measure it, and their last figures in figures.json."""
