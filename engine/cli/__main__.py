"""`python -m engine.cli`: the same as `bihuan`, before it is installed."""
import sys

from engine.cli import main

sys.exit(main())
