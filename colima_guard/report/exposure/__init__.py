"""The exposure map: from the documents of ``status`` and ``scan`` to one picture, for a page and for a terminal.

``document`` puts together what is known, ``redact`` takes the names out of it, ``build`` makes the picture of it,
``fold`` leaves of it what can be read and ``unfold`` lists the rest, ``layout`` and ``page`` draw it, ``terminal``
prints it.
"""
