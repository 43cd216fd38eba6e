"""A page looked at: nothing is wrong for a screen reader; pictured where RINGROUND_PICTURES names a folder."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def looks_well(page: Page, name: str) -> None:
    """Fails on anything that axe finds. The pictures: on a telephone and a desk, light and dark."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    if folder := os.environ.get("RINGROUND_PICTURES"):
        for width in (320, 1280):
            _take_pictures(page, Path(folder) / f"{name}-{width}", width)
        page.set_viewport_size({"width": 1280, "height": 720})
        page.emulate_media(color_scheme="light")


def _take_pictures(page: Page, path: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="light")
    page.screenshot(path=path.with_name(path.name + "-light.png"), full_page=True)
    page.emulate_media(color_scheme="dark")
    page.screenshot(path=path.with_name(path.name + "-dark.png"), full_page=True)
