"""The server: each room imports only those below it.

cli       the command `candor`
wiring    what is set, opened and composed; names the concrete classes
http      HTTP: who asks, what goes over the wire, the routes
usecases  what can be done, over the ports of `domain`
"""
