"""``NamedTuple`` as ``typing`` has it, made in an eighth of the time: a command makes some 90 of them at each start."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    from collections import namedtuple
    from types import FunctionType
    from typing import Generic

    class _Fields(tuple):
        """What all of them can do. ``collections`` makes it, and the text of ``__new__``, for each one anew."""

        __slots__ = ()
        _fields = ()

        @classmethod
        def _make(cls, values):
            return cls(*values)

        def _replace(self, /, **values):
            replaced = type(self)(*map(values.pop, self._fields, self))
            if values:
                raise ValueError(f"Got unexpected field names: {list(values)!r}")
            return replaced

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            pairs = zip(self._fields, self, strict=True)
            return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in pairs)})"

        def __getnewargs__(self):
            return tuple(self)

    #: by how many fields there are: ``__new__``, and what reads each field
    _samples = {}

    def _sample(count):
        if count not in _samples:
            sample = namedtuple("_Sample", [f"field{at}" for at in range(count)])
            _samples[count] = sample.__new__, [vars(sample)[name] for name in sample._fields]
        return _samples[count]

    class _Meta(type):
        def __new__(cls, name, bases, namespace):
            fields = tuple(namespace["__annotations__"])
            defaults = tuple(namespace[field] for field in fields if field in namespace)
            if any(field in namespace for field in fields[: len(fields) - len(defaults)]):
                raise TypeError(f"a field of {name} without a default follows one with a default")
            new, getters = _sample(len(fields))
            # the same code with other names: what would be compiled for these fields is nothing else
            code = new.__code__.replace(co_varnames=("_cls", *fields), co_qualname=f"{name}.__new__")
            namespace["__new__"] = FunctionType(code, new.__globals__, "__new__", defaults)
            namespace["__slots__"] = ()
            namespace["_fields"] = namespace["__match_args__"] = fields
            namespace.update(zip(fields, getters, strict=True))
            if Generic in bases:
                namespace["__class_getitem__"] = classmethod(Generic.__class_getitem__.__func__)
            return type(name, (_Fields, *bases[1:]), namespace)

    NamedTuple = type.__new__(_Meta, "NamedTuple", (), {})
