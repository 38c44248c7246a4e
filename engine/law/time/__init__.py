"""Time in law: which days count, how a period 期间 runs, stops and ends, and how it is told."""
