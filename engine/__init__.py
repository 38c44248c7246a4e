"""Bihuan 闭环: the engine for the life of an enforcement case. Runs from a Python prompt; knows no HTTP."""
