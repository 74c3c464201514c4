"""VM systems, a folder each.

A new one is a folder with a class below ``interface.Backend`` and the abilities that it has, and its row in ``table``.
``shared`` holds what several need. Its page in docs/ and its tests are all that is touched elsewhere; the smallest
example is tests/backends/toy. `make docs` names it in the reference of the commands; what it advises, and no test
carries out, has its row in tests/machines/remedies.py.
"""
