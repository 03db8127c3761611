"""Every text of the tables below a folder is read by pandas, with its defaults, as the text that stands in the file.

The file itself is read by Python's csv module, which guesses nothing. Numbers must be read as numbers, and what the dictionary
says may not be empty must not be missing.
"""

import csv
import pathlib
import sys

import pandas

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def dictionary(folder):
    with open(folder / "columns.csv", newline="", encoding="utf-8") as file:
        return {(row["table"], row["column"]): row for row in csv.DictReader(file)}


def check(path, columns):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    frame = pandas.read_csv(path)
    assert len(frame) == len(rows), path
    cells = 0
    for name in frame.columns:
        entry = columns.get((path.stem, name)) or {"type": "text", "may_be_empty": "yes"}
        for place, row in enumerate(rows):
            found, written = frame[name].iloc[place], row[name]
            where = f"{path}, {name}, row {place}: {written!r} is read as {found!r}"
            if written == "":
                assert pandas.isna(found) and entry["may_be_empty"] == "yes", where
            elif entry["type"] == "text":
                assert isinstance(found, str) and found == written, where
                assert not written.startswith(FORMULA), where
            else:
                assert float(found) == float(written), where
            cells += 1
    return cells


def main(folders):
    cells = 0
    for folder in map(pathlib.Path, folders):
        columns = dictionary(folder)
        for path in sorted(folder.glob("*.csv")):
            cells += check(path, columns)
    assert cells > 0, "no cells"
    print(f"pandas {pandas.__version__} reads {cells} cells as they were written")


main(sys.argv[1:])
