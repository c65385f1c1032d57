"""The kernel of a report's notebooks: quick to start, with errors in the report's language.

`python -m cjkit.reports.kernel` starts it; this room's guard is then in force.
"""

import argparse

from ipykernel.kernelapp import launch_new_instance

from cjkit import labels
from cjkit.errors import CjkitError


def speak(language: str) -> None:
    """Let the errors of this process speak a language, also where they are only printed."""
    setattr(CjkitError, "__str__", lambda error: error.text(language))  # noqa: B010


def main() -> None:
    """Start a kernel; arguments that are not ours go to ipykernel."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--language", choices=labels.LANGUAGES, default="en")
    ours, theirs = parser.parse_known_args()
    speak(ours.language)
    launch_new_instance(theirs)


if __name__ == "__main__":
    main()
