# ruff: noqa: A005 (inside the package `tests` it hides nothing)
