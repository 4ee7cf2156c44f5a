"""后台任务 (K5): when each timed job ran last, what it did for whom, and a button to run it again.

Signals of Celery tell of every job that beat schedules; nothing in a job has to know of it. A job may return how many
things it did, a sentence, or `{"said": "…", "units": [[name, result], …]}`; what returns nothing has done nothing.
Running one again is safe: what is due derives from the state.
"""
