"""Where findings stand: file, line and column."""

from pathlib import Path

from cjkit.checks.finding import Finding
from cjkit.errors import CjkitError, Place
from cjkit.formats.yaml_text import YamlText, read_yaml


class Places:
    """The places of findings in the files of a client's folder, each file read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._texts: dict[str, YamlText] = {}

    def of(self, finding: Finding) -> Place:
        """Give the line of what a finding is about, or of what holds it."""
        if finding.file not in self._texts:
            self._texts[finding.file] = read_yaml(self.folder / finding.file, CjkitError)
        return self._texts[finding.file].place(finding.path)
