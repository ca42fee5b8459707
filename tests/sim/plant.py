"""Makes a copy of the sources with the bugs of bugs.toml planted, each behind a switch.

usage: plant.py ROOT COPY

ROOT is the repository. COPY becomes a workspace of the crates below `shared`, of `sim`, and of
`switches`, a crate that says which bug is on, with ROOT's lock file. Python 3.11, standard library only.
"""

import pathlib
import re
import shutil
import sys
import tomllib

MANIFEST = '''[package]
name = "switches"
version.workspace = true
edition.workspace = true
'''
SWITCHES = '''//! Which planted bug is switched on.

use std::sync::atomic::{AtomicUsize, Ordering};

/// All planted bugs.
pub const NAMES: &[&str] = &[NAMES];

static ON: AtomicUsize = AtomicUsize::new(usize::MAX);

/// Switches one bug on and all others off.
pub fn switch_on(number: usize) {
    ON.store(number, Ordering::SeqCst);
}

/// Whether the bug with this number is on.
pub fn is_on(number: usize) -> bool {
    ON.load(Ordering::Relaxed) == number
}
'''


def place_of(bug, find, sources):
    """The one file in which the text of a bug stands."""
    found = [file for file, text in sources.items() if find in text and str(file).endswith(bug.get("file", ""))]
    times = sum(sources[file].count(find) for file in found)
    if times != 1:
        files = ", ".join(map(str, found)) or "no file"
        sys.exit(f"bugs.toml: the text of {bug['name']} stands {times} times, in {files}:\n{find}")
    return found[0]


def changes_of(bugs, sources):
    """All changes by file and place: {file: {find: [plant, ...]}}, switches filled in."""
    changes = {}
    for number, bug in enumerate(bugs):
        for suffix in ("", "2"):
            if "find" + suffix in bug:
                find = bug["find" + suffix]
                switched = bug["plant" + suffix].replace("$ON", f"switches::is_on({number})")
                places = changes.setdefault(place_of(bug, find, sources), {})
                places.setdefault(find, []).append(switched)
    return changes


def plant(text, find, plants, file):
    """The text with all bugs of one place: each keeps the original, in which the next is planted."""
    planted = find
    for change in plants:
        if planted != find and find not in change:
            sys.exit(f"bugs.toml: of several bugs at one place in {file}, this does not keep it:\n{change}")
        planted = change.replace(find, planted) if find in change else change
    return text.replace(find, planted)


def crate_of(file):
    """The folder of the crate that a source belongs to."""
    return next(folder for folder in file.parents if (folder / "Cargo.toml").exists())


def depend_on_switches(crate, copy):
    """Adds the crate `switches` to the dependencies of another one."""
    up = "/".join([".."] * len(crate.relative_to(copy).parts))
    manifest = (crate / "Cargo.toml").read_text()
    line = f'[dependencies]\nswitches = {{ path = "{up}/switches" }}\n'
    (crate / "Cargo.toml").write_text(manifest.replace("[dependencies]\n", line, 1))


def main(root, copy):
    bugs = tomllib.loads((root / "tests/sim/bugs.toml").read_text())["bug"]
    names = [bug["name"] for bug in bugs]
    if len(set(names)) != len(names):
        sys.exit("bugs.toml: two bugs have the same name")
    shutil.rmtree(copy, ignore_errors=True)
    for folder in ("shared", "tests/sim", ".cargo"):
        shutil.copytree(root / folder, copy / folder)
    shutil.copy(root / "Cargo.lock", copy)
    manifest = (root / "Cargo.toml").read_text()
    members = tomllib.loads(manifest)["workspace"]["members"]
    members = [member for member in members if member.split("/")[0] == "shared"] + ["tests/sim", "switches"]
    listed = ", ".join(f'"{member}"' for member in members)
    manifest = re.sub(r"\nmembers = .*", f"\nmembers = [{listed}]", manifest)
    manifest = re.sub(r"\ndefault-members = .*", "", manifest)
    # Cargo tells workspaces apart by name and version only, and both build into one folder.
    manifest = re.sub(r'\nversion = "(.*)"', r'\nversion = "\1-planted"', manifest, count=1)
    (copy / "Cargo.toml").write_text(manifest)

    sources = {file: file.read_text() for file in sorted((copy / "shared").rglob("*.rs"))}
    changes = changes_of(bugs, sources)
    for file, places in changes.items():
        text = sources[file]
        for find, plants in places.items():
            text = plant(text, find, plants, file)
        file.write_text(text)
    for crate in {crate_of(file) for file in changes} | {copy / "tests/sim"}:
        depend_on_switches(crate, copy)
    listed = ", ".join(f'"{name}"' for name in names)
    (copy / "switches/src").mkdir(parents=True)
    (copy / "switches/Cargo.toml").write_text(MANIFEST)
    (copy / "switches/src/lib.rs").write_text(SWITCHES.replace("&[NAMES]", f"&[{listed}]"))
    print(f"{len(names)} bugs planted")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
