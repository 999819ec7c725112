# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
"""Scores by the models of the command, in Python: the bits of `ogive score`.

The command sums up the log-odds in the order of the model's columns, starting
with the intercept, each product and each sum rounded to double by itself. NumPy's
arithmetic on whole columns does the same to each row, and the sigmoid is the
library's own, so nothing of the command is needed here.
"""

import hashlib
import json
import math
import numbers

import numpy as np

from . import exact

_FORMATS = {"ogive logistic regression": "regression", "ogive score card": "card"}
_MISSING_LEVEL = "(missing)"
_HASH_MEMBER = b'"sha256": "'
# Instead of the place of a bin.
_NO_VALUE, _NO_LEVEL = -1, -2
_MOST_LISTED = 20


def load_model(path):
    """The model that `ogive fit` or `ogive scorecard` wrote into a file.

    Raises ValueError for a file that is none, or is not as it was written.
    """
    with open(path, "rb") as file:
        content = file.read()
    try:
        fields = json.loads(content.decode("utf-8"))
        kind = _FORMATS.get(fields.get("format"))
    except (ValueError, AttributeError) as error:
        raise ValueError(f"ogive: {path}: not a model file: {error}") from error
    if kind is None:
        raise ValueError(
            f"ogive: {path}: not a model that `ogive fit` or `ogive scorecard` wrote"
        )
    if fields.get("version") != 1:
        raise ValueError(
            f"ogive: {path}: version {fields.get('version')} of the file; this "
            "package reads version 1 alone: use the version of Ogive that wrote it"
        )
    _check_hash(path, content, str(fields.get("sha256")))
    return Model(fields)


def _check_hash(path, content, expected):
    digits = expected.encode()
    before, member, after = content.partition(_HASH_MEMBER)
    zeros = before + member + b"0" * len(digits) + after[len(digits) :]
    found = hashlib.sha256(zeros).hexdigest()
    if not after.startswith(digits) or found != expected:
        raise ValueError(
            f"ogive: {path}: the file is not as it was written: with zeros for the "
            f"digits of \"sha256\" its hash is {found}. Take it from where it came "
            "from again, or fit anew"
        )


class Model:
    """A logistic regression, or a score card, for data of any kind that has columns:
    pandas and polars frames, Dask's (lazily), dicts of arrays.

    names      the columns that it takes, in its order
    classes_   the values of the label: the negative, the positive class
    sha256     the hash by which the model's file is known

    A value that is missing or that the model does not know ends a call with a
    ValueError which names its row, counted from 1, and its column; with
    on_error="mark" that row's result is NaN instead.
    """

    def __init__(self, fields):
        label = fields["label"]
        self.classes_ = np.array([label["negative"], label["positive"]])
        self.sha256 = fields["sha256"]
        self._intercept = fields["intercept"]
        kind = _card_column if fields["format"].endswith("card") else _fit_column
        self._columns = [kind(column) for column in fields["columns"]]
        self.names = [column.name for column in self._columns]

    def log_odds(self, data, on_error="fail"):
        """The logarithm of the odds of the positive class: an array of float64, one
        number a row; of a Dask frame a lazy series."""
        if on_error not in ("fail", "mark"):
            raise ValueError(
                f'ogive: on_error is {on_error!r}; it must be "fail" or "mark"'
            )
        if _is_dask(data):
            return _by_partition(self._log_odds, data, "log_odds", on_error)
        return self._log_odds(data, on_error)

    def probability(self, data, on_error="fail"):
        """The sigmoid of log_odds: the probability of the positive class."""
        if _is_dask(data):
            return _by_partition(self.probability, data, "probability", on_error)
        return exact.sigmoid(self.log_odds(data, on_error))

    def predict_proba(self, data):
        """As scikit-learn's models have it: an array of [rows, 2] with the
        probability of the negative and of the positive class."""
        if _is_dask(data):
            raise TypeError(
                "ogive: predict_proba takes no Dask frame; `probability` is lazy"
            )
        log_odds = self.log_odds(data)
        return exact.sigmoid(np.stack([-log_odds, log_odds], axis=1))

    def _log_odds(self, data, on_error):
        self._check_columns(data)
        result = None
        faulty = False
        with np.errstate(over="ignore", invalid="ignore"):
            for column in self._columns:
                terms, faults = column.terms_of(data[column.name])
                if result is None:
                    result = np.full(len(terms), self._intercept)
                if len(terms) != len(result):
                    raise ValueError(
                        f"ogive: column {column.name!r} has {len(terms)} rows, "
                        f"{self.names[0]!r} has {len(result)}"
                    )
                result += terms
                # Once beyond all numbers, or NaN, a sum stays so.
                if np.isfinite(result).all() or faulty:
                    continue
                if on_error == "mark":
                    faulty = True
                    continue
                row = int(np.argmin(np.isfinite(result)))
                what = faults(row) or "the score is beyond all numbers with this value"
                raise ValueError(
                    f"ogive: row {row + 1}, column {column.name!r}: {what} "
                    '(on_error="mark" would make such rows NaN)'
                )
        if result is None:  # a model without columns
            result = np.full(len(data), self._intercept)
        result[~np.isfinite(result)] = np.nan
        return result

    def _check_columns(self, data):
        if type(data).__name__ == "LazyFrame":
            raise TypeError("ogive: a LazyFrame has no values yet: collect() it first")
        try:
            present = set(data.columns if hasattr(data, "columns") else data.keys())
        except AttributeError:
            raise TypeError(
                f"ogive: {type(data).__name__} has no columns by name; give a frame of "
                "pandas, polars or Dask, or a dict of arrays"
            ) from None
        absent = [name for name in self.names if name not in present]
        if absent:
            raise ValueError(
                f"ogive: the data lack {len(absent)} of the model's "
                f"{len(self.names)} columns: {', '.join(map(repr, absent))}"
            )

    def __repr__(self):
        return (f"<ogive model of {len(self.names)} columns for "
                f"{str(self.classes_[1])!r}, SHA-256 {self.sha256[:8]}...>")


class _Linear:
    """A numeric column: the value times a coefficient."""

    def __init__(self, name, codes, coefficient):
        self.name, self._codes, self._coefficient = name, codes, coefficient

    def terms_of(self, values):
        values, faults = _numbers(self.name, values, self._codes)
        return self._coefficient * values, faults


class _Binned:
    """A numeric column in bins; bin i ends below edges[i], the last one nowhere."""

    def __init__(self, name, codes, edges, terms, missing_bin):
        self.name, self._codes, self._edges = name, codes, np.array(edges[:-1])
        self._none = not edges
        # The last place, -1, is that of missing values, and NaN where it has none.
        missing = np.nan if missing_bin is None else terms[missing_bin]
        self._terms = np.array([*terms[: len(edges)], missing])

    def terms_of(self, values):
        values, faults = _numbers(self.name, values, self._codes)
        places = np.searchsorted(self._edges, values, side="right")
        missing = np.isnan(values)
        places[missing] = -1
        terms = self._terms[places]
        if self._none:
            terms[~missing] = np.nan
        terms[np.isinf(values)] = np.nan

        def faults_of_bins(row):
            if self._none and np.isfinite(values[row]):
                return ("when the model was made, every value of the column was "
                        f"missing, so that it has nothing for {values[row]}")
            return faults(row)

        return terms, faults_of_bins


class _Levels:
    """A categorical column: a term for each of its levels."""

    def __init__(self, name, codes, places, terms, missing_bin):
        self.name, self._codes, self._places = name, codes, places
        self._missing = _NO_VALUE if missing_bin is None else missing_bin
        # NaN for what has no bin: the places _NO_VALUE and _NO_LEVEL.
        self._terms = np.array([*terms, np.nan, np.nan])

    def terms_of(self, values):
        if str(getattr(values, "dtype", "")) == "category" and hasattr(values, "cat"):
            # pandas: one look at each category, none at the rows.
            kinds = [*values.cat.categories, None]
            codes = values.cat.codes.to_numpy()
        else:
            kinds, codes = None, None
            values = _array(values).tolist()
        lookup = _Lookup(self)
        if kinds is not None:
            places = np.array([lookup[kind] for kind in kinds])[codes]
        else:
            places = np.fromiter(map(lookup.__getitem__, values), np.intp, len(values))

        def faults(row):
            if places[row] >= 0:
                return None
            if places[row] == _NO_VALUE:
                return "the value is missing, and the model has nothing for that"
            value = values[row] if kinds is None else kinds[codes[row]]
            known = sorted(self._places)
            listed = ", ".join(map(repr, known[:_MOST_LISTED]))
            return (f"{value!r} is no level that the model knows; it knows {listed}"
                    + (", ..." if len(known) > _MOST_LISTED else ""))

        return self._terms[places], faults

    def place(self, value):
        if _is_missing(value, self._codes):
            return self._missing
        place = self._places.get(str(value))
        if place is None and isinstance(value, numbers.Real):
            # Readers of files make numbers of levels that look like some.
            equal = {p for level, p in self._places.items() if _reads_as(level, value)}
            place = equal.pop() if len(equal) == 1 else None
        return _NO_LEVEL if place is None else place


class _Lookup(dict):
    """The place of each value that has occurred."""

    def __init__(self, column):
        super().__init__()
        self._column = column

    def __missing__(self, value):
        place = self._column.place(value)
        self[value] = place
        return place


def _fit_column(fields):
    name, codes = fields["name"], fields["missing"]
    if fields["type"] == "numeric":
        return _Linear(name, codes, fields["coefficient"])
    places, terms, missing_bin = {}, [], None
    for level in fields["levels"]:
        if level["level"] == _MISSING_LEVEL:
            missing_bin = len(terms)
        else:
            places[level["level"]] = len(terms)
        terms.append(level["coefficient"])
    return _Levels(name, codes, places, terms, missing_bin)


def _card_column(fields):
    name, codes, coefficient = fields["name"], fields["missing"], fields["coefficient"]
    places, edges, terms, missing_bin = {}, [], [], None
    for bin_ in fields["bins"]:
        if "missing" in bin_:
            missing_bin = len(terms)
        elif fields["type"] == "numeric":
            edges.append(bin_.get("below", math.inf))
        for level in bin_.get("levels", ()):
            places[level] = len(terms)
        terms.append(-(coefficient * bin_["woe"]))
    if fields["type"] == "numeric":
        return _Binned(name, codes, edges, terms, missing_bin)
    return _Levels(name, codes, places, terms, missing_bin)


def _array(values):
    return values.to_numpy() if hasattr(values, "to_numpy") else np.asarray(values)


def _is_missing(value, codes):
    if isinstance(value, str):
        return not value.strip(" \t") or value in codes
    # NaN of float, None, and pandas' NA and NaT, which equal nothing either.
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    if not isinstance(value, numbers.Real):
        return False
    return math.isnan(value) or any(_reads_as(code, value) for code in codes)


def _reads_as(text, value):
    try:
        return float(text) == value
    except ValueError:
        return False


def _numbers(name, values, codes):
    """The column as float64, NaN for missing values, and what is wrong with a row."""
    values = _array(values)
    if values.dtype.kind in "iuf":
        result = values.astype(np.float64)
    elif values.dtype.kind == "O":
        result = np.array([_number(name, row, value) for row, value in
                           enumerate(values.tolist(), 1)], np.float64)
    else:
        raise TypeError(
            f"ogive: column {name!r} is of type {values.dtype}; the model takes "
            "numbers there: convert it"
        )
    for code in codes:
        try:
            result[result == float(code)] = np.nan
        except ValueError:
            pass  # a code in words, which no number is

    def faults(row):
        if np.isnan(result[row]):
            return "the value is missing, and the model has nothing for that"
        if np.isinf(result[row]):
            return f"{result[row]} is not a finite number"
        return None

    return result, faults


def _number(name, row, value):
    if _is_missing(value, ()):
        return np.nan
    if isinstance(value, str) or not hasattr(value, "__float__"):
        raise TypeError(
            f"ogive: row {row}, column {name!r}: {value!r} is not a number, and the "
            "model takes numbers there: convert the column"
        )
    return float(value)


def _is_dask(data):
    return hasattr(data, "map_partitions")


def _by_partition(function, data, name, on_error):
    import pandas

    def scores(part, on_error):
        return pandas.Series(function(part, on_error), part.index, name=name)

    empty = pandas.Series([], dtype=np.float64, name=name)
    return data.map_partitions(scores, on_error, meta=empty)
