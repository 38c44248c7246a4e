"""Power: who may act on what, in whose name, by which list 权力清单, and who goes on when a power is taken back."""
