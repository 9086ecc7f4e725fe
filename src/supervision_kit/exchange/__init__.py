"""How do tables of other programs come in, and how does a caseload leave?

`preview` says what a CSV file or workbook would become, `import_file` takes all of it in or
nothing, `export` writes a caseload so that it can come back unchanged, and `report` puts what
happened into sentences. A file that comes in walks one way, and is handed on as one value::

    TOML ─ mapping ─▶ Mapping ─┐
    file ── files ──▶ Tables ──┴ incoming ─▶ Incoming ─ rows, cells ─▶ Said
      ─ record_maker, implied ─▶ Made ─ matching ─▶ Matched ─ comparing ─▶ Compared
      ─ preview ─▶ Preview ─ carrying_out ─▶ ImportResult ─ report ─▶ sentences

`files` gives a table of cells as the sheet shows them, `mapping` what its columns mean, `cells`
what one cell says. `importing` is the walk itself.
"""

from supervision_kit.exchange.comparing import ValueChange
from supervision_kit.exchange.exporting import ExportResult, export
from supervision_kit.exchange.importing import import_file, preview
from supervision_kit.exchange.mapping.file import load_mapping
from supervision_kit.exchange.mapping.rules import Mapping
from supervision_kit.exchange.preview import ImportResult, Preview
from supervision_kit.exchange.problems import Problem
from supervision_kit.exchange.report import report

__all__ = [
    "ExportResult",
    "ImportResult",
    "Mapping",
    "Preview",
    "Problem",
    "ValueChange",
    "export",
    "import_file",
    "load_mapping",
    "preview",
    "report",
]
