"""What leaves on paper, and how does it become a document?"""

from supervision_kit.prints.sheet import PaperLine, PaperPart, PaperSheet
from supervision_kit.prints.word_file import LETTERHEAD, WORD_MIME, word_file

__all__ = ["LETTERHEAD", "WORD_MIME", "PaperLine", "PaperPart", "PaperSheet", "word_file"]
