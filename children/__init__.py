"""Processes that can be killed: warm workers with limits on time, memory and output, and the pipe to them.

What runs in one belongs to its package: a module whose `main` calls `serve`.

pool      Children: hands tasks to warm processes, and ends those that ask too much
process   one process, and the pipe to it
worker    serve(prepare): the other side of the pipe
frames    what goes through it
limits    what one task may cost
failures  what becomes of a task that no answer came to
"""
