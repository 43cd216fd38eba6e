"""The verifier as one file that runs on any machine: Python's zip application of eight short modules."""

import zipfile
from pathlib import Path
from typing import Final

MODULES: Final = (
    "store/__init__.py",
    "store/sealing/__init__.py",
    *(
        f"store/sealing/{name}.py"
        for name in ("proof", "proofs", "merkle", "exported", "diagnosis", "verify")
    ),
)
"""From the project's folder. They import nothing else of it."""
MAIN: Final = "from store.sealing.verify import main\n\nraise SystemExit(main())\n"
_ROOT: Final = Path(__file__).parents[2]
_ALWAYS: Final = (1980, 1, 1, 0, 0, 0)
"""The same modules make the same file, so that its hash can be compared."""


def write(path: Path) -> None:
    """Write the file. OSError where it cannot be."""
    with zipfile.ZipFile(path, "w") as archive:
        for name in MODULES:
            archive.writestr(zipfile.ZipInfo(name, _ALWAYS), (_ROOT / name).read_bytes())
        archive.writestr(zipfile.ZipInfo("__main__.py", _ALWAYS), MAIN)
