"""What stands on each page, and how do its forms and charts work together?"""

from supervision_kit.pages.case_trajectory import CasePage, case_figure
from supervision_kit.pages.methods import MethodsPage
from supervision_kit.pages.reader import asked_for, wait_for_reader
from supervision_kit.pages.start import StartPage
from supervision_kit.pages.supervision import SupervisionPage
from supervision_kit.pages.workbook import open_workbook, prepare

__all__ = [
    "CasePage",
    "MethodsPage",
    "StartPage",
    "SupervisionPage",
    "asked_for",
    "case_figure",
    "open_workbook",
    "prepare",
    "wait_for_reader",
]
