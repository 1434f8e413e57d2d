"""The drill: a whole portal in a folder of its own, 220 bidders at one closing, and its parts killed meanwhile.

`python -m tests.faults.drill --seed 1` runs one. In the order in which one reads it:

    plan        who does what and when, and which part dies when; all of it follows from the seed
    house       the portal itself: its parts started, killed and started again
    proxy       stands before the two web masters and cuts some clients off
    sink        the mail server, which refuses some letters and hangs up on others
    browser     what a bidder sees of the portal: pages, forms, cookies
    bidders     the bidders, each a process, each with a journal on disk
    officials   the two who confirm the opening
    opener_steps, sealers   the portal's own code, killed or crowded from outside
    course      the phases of one drill, and the faults within them
    evidence    what is left: journals, tables, letters, pages
    checks      what must hold of it, in plain functions, by what they look at
    report      journal.jsonl and summary.json
"""
