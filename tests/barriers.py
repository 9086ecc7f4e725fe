"""What on a page keeps somebody from using it?"""

from axe_playwright_python.sync_playwright import Axe

# What is just fading in has another contrast than what a reader sees.
_STILL = "Promise.all(document.getAnimations().map((each) => each.finished.catch(() => null)))"


def barriers(page):
    """Everything axe finds, of whatever weight, with the place where it was found first."""
    page.evaluate(_STILL)
    found = Axe().run(page).response["violations"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found]
