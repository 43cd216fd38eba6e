"""The project's own files, as the house tests read them."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def project_files(pattern: str = "*") -> list[Path]:
    """Every file that matches the pattern and that git holds or would hold: not the ignored ones."""
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z",
         "--cached", "--others", "--exclude-standard", pattern],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]
