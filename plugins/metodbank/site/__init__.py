"""The MkDocs plugins: the only modules that import mkdocs. Thin: hooks call the layers below."""
