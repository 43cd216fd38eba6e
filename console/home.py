"""The start page: what this is, how to ring in. It brings the styles, scripts and templates of all pages."""

from flask import Blueprint, render_template

from console.banner import banner
from console.context import ConsoleContext
from policy.numbers import display


def blueprint(context: ConsoleContext) -> Blueprint:
    """`/` and `/static/`."""
    page = Blueprint(
        "console", __name__, static_folder="static", static_url_path="/static", template_folder="templates"
    )
    page.add_app_template_filter(display, "telephone")

    @page.get("/")
    def home() -> str:
        """The start page."""
        return render_template("home.html", context=context, banner=banner(context))

    return page
