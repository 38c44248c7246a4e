"""What people do: one module per noun, each function one act in one transaction.

An act reads top to bottom: take the case, check, change, record, commit. Modules here do not import each other; what
two of them need stands in engine.case, law, process or store.
"""
