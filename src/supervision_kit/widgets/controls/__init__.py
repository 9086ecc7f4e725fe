"""Which inputs are our own, because the stock ones cannot be used by everybody?"""

from supervision_kit.widgets.controls.case_finder import CaseFinder
from supervision_kit.widgets.controls.download import Download
from supervision_kit.widgets.controls.form_fields import FormFields
from supervision_kit.widgets.controls.page_address import PageAddress
from supervision_kit.widgets.controls.rating import RatingControl

__all__ = ["CaseFinder", "Download", "FormFields", "PageAddress", "RatingControl"]
