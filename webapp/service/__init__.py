"""One command: all processes of Marelle on one machine, under one supervisor.

`python -m webapp.service run` starts them and `python -m webapp.service night` lets a night pass.
"""
