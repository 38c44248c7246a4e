"""The way forward of a case: one step, what follows from it, and what moves it on."""
