"""The reference pages, made from the catalogues: `python -m scripts.docs [--check]`."""
