"""Works the real window at random for a while and sees whether anything grows or breaks.

    python -m tests.endurance --minutes 30 --seed 1
    python -m tests.endurance --arranging --small    undo of what arranges, thousands of states
    python -m tests.endurance --large            a 4 GB study within 2 GB of memory

`docs/reliability.md` says what the last long runs found.
"""
