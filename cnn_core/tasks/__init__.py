"""Background tasks as folders of files: queue, state and messages, and the process that runs one.

A task is announced in a folder of its own, waits in its lane by ticket, is started by the engine as a process, writes
its state as it goes, and is stopped by a file. Doors: `folder` (state and queue), `process` (the program that runs it).
"""
