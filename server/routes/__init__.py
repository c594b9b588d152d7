"""Every route of API.md, a module a subject; each only translates between HTTP and a use case."""
