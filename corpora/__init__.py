"""Documents of an invented railway: `demo/` is what is loaded, `sources/` and `build` are what its PDFs come from."""
