"""A case in motion: what every act does to it, whoever starts it. The floor under engine.work.

Acts in engine.work do not import each other; what a handler's click, a new lead and a clock that fires have in common
is here: the one check of who may act (`permit`), the facts the gates read (`facts`) and the one way forward (`motion`).
"""
