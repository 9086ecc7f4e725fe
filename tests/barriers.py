"""What on a page keeps somebody from using it?"""

from axe_playwright_python.sync_playwright import Axe


def barriers(page):
    """Everything axe finds, of whatever weight, with the place where it was found first."""
    found = Axe().run(page).response["violations"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found]
