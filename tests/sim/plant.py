"""Makes a copy of the sources with the bugs of bugs.toml planted, each behind a switch.

usage: plant.py ROOT COPY

ROOT is the repository. COPY becomes a workspace of the crates below shared and of `sim`, with ROOT's
lock file. Python 3.11, standard library only.
"""

import pathlib
import re
import shutil
import sys
import tomllib

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


def changes_of(bugs):
    """All changes by file and place: {file: {find: [plant, ...]}}, switches filled in."""
    changes = {}
    for number, bug in enumerate(bugs):
        for suffix in ("", "2"):
            if "find" + suffix in bug:
                # The switches stand in the domain, which every other crate knows.
                crate = "crate" if bug["file"].startswith("domain/") else "paylink_domain"
                switched = bug["plant" + suffix].replace("$ON", f"{crate}::planted::is_on({number})")
                places = changes.setdefault(bug["file"], {})
                places.setdefault(bug["find" + suffix], []).append(switched)
    return changes


def plant(text, find, plants, file):
    """The text with all bugs of one place: each keeps the original, in which the next is planted."""
    if text.count(find) != 1:
        sys.exit(f"bugs.toml: this stands {text.count(find)} times in {file}:\n{find}")
    planted = find
    for change in plants:
        if planted != find and find not in change:
            sys.exit(f"bugs.toml: of several bugs at one place in {file}, this does not keep it:\n{change}")
        planted = change.replace(find, planted) if find in change else change
    return text.replace(find, planted)


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
    manifest = re.sub(r'\nmembers = .*', '\nmembers = ["shared/*", "tests/sim"]', manifest)
    manifest = re.sub(r"\ndefault-members = .*", "", manifest)
    # Cargo tells workspaces apart by name and version only, and both build into one folder.
    manifest = re.sub(r'\nversion = "(.*)"', r'\nversion = "\1-planted"', manifest, count=1)
    (copy / "Cargo.toml").write_text(manifest)

    source = copy / "shared"
    for file, places in changes_of(bugs).items():
        text = (source / file).read_text()
        for find, plants in places.items():
            text = plant(text, find, plants, file)
        (source / file).write_text(text)
    listed = ", ".join(f'"{name}"' for name in names)
    (source / "domain/src/planted.rs").write_text(SWITCHES.replace("&[NAMES]", f"&[{listed}]"))
    with (source / "domain/src/lib.rs").open("a") as library:
        library.write("\npub mod planted;\n")
    print(f"{len(names)} bugs planted")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
