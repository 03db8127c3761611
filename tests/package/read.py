"""Reads the RO-Crate of a package with rocrate, and holds every file against what is said of it."""

import hashlib
import pathlib
import sys
import urllib.parse

from rocrate.rocrate import ROCrate

folder = pathlib.Path(sys.argv[1])
crate = ROCrate(folder)
assert crate.root_dataset["datePublished"] == "2026-11-27", crate.root_dataset["datePublished"]

described = set()
for entity in crate.data_entities:
    path = folder / urllib.parse.unquote(entity.id)
    data = path.read_bytes()
    assert hashlib.sha256(data).hexdigest() == entity["sha256"], entity.id
    assert len(data) == int(entity["contentSize"]), entity.id
    assert entity["description"], entity.id
    described.add(path.relative_to(folder).as_posix())

files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
left_out = {"checksums.sha256", "manifest.json", "ro-crate-metadata.json"}
assert files - left_out == described, files - left_out ^ described

(action,) = [entity for entity in crate.contextual_entities if entity.type == "CreateAction"]
assert action["instrument"]["name"] == "honest-broker"
assert [entity.id for entity in action["object"]] == ["scenarios/uncertain.toml"]
assert {urllib.parse.unquote(entity.id) for entity in action["result"]} == {
    name for name in described if name.startswith("results/")
}
print(f"{len(described)} files, as the crate describes them")
