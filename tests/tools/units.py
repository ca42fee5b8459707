"""Fails when building the tests compiles a package again that `cargo build` has compiled.

usage: units.py

Cargo says what it would compile, and with which features; nothing is compiled. What differs is put
right in infra/local/Cargo.toml. Python 3.11, standard library only.
"""

import collections
import json
import os
import subprocess
import sys


def units_of(*command):
    """What a command would compile: {(package, target, mode): {description of a unit: its features}}."""
    # The graph of units is not stable yet, and the compiler in use is the stable one.
    environment = dict(os.environ, RUSTC_BOOTSTRAP="1")
    options = ["--locked", "--unit-graph", "-Zunstable-options"]
    answer = subprocess.run(["cargo", *command, *options], env=environment, stdout=subprocess.PIPE, check=True)
    units = json.loads(answer.stdout)["units"]
    descriptions = {}

    def describe(index):
        """A unit with all that it is made of, since a change below means that it is compiled again."""
        if index not in descriptions:
            unit = units[index]
            # The profiles `dev` and `test` differ in their names alone.
            profile = dict(unit["profile"], name="")
            below = sorted(str(describe(one["index"])) for one in unit["dependencies"])
            own = [unit["pkg_id"], unit["target"], unit["mode"], unit["platform"], unit["features"], profile]
            descriptions[index] = hash(json.dumps([own, below], sort_keys=True))
        return descriptions[index]

    found = collections.defaultdict(dict)
    for index, unit in enumerate(units):
        key = (unit["pkg_id"].split("#")[-1], unit["target"]["name"], unit["mode"])
        found[key][describe(index)] = set(unit["features"])
    return found


def main():
    built = units_of("build")
    tested = units_of("test", "--workspace", "--no-run")
    twice = {key for key in tested if key in built and tested[key].keys() - built[key].keys()}
    for key in sorted(twice):
        before = set().union(*built[key].values())
        more = set().union(*tested[key].values()) - before
        if more:
            print(f"{key[0]}: the tests want its features {', '.join(sorted(more))}, which infra/local lacks")
    print(f"{len(tested)} units in the tests, {len(twice)} of them compiled a second time after `cargo build`")
    return 1 if twice else 0


if __name__ == "__main__":
    sys.exit(main())
