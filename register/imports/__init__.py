"""Reading what a force's records system exports: bytes, rows, columns, facts; then the register's own actions.

`encodings` and `files` give text, `table` and `documents` rows, `mappings` and `understanding` facts; `loading` stores
them.
"""
