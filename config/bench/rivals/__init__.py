"""Three libraries that keep the history of rows, put beside the log for the length of a measurement.

They are installed for measuring alone, in a process with settings of its own (`settings`) on a database that is thrown
away: the register itself knows nothing of them.
"""
