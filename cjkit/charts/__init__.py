"""Pictures: ordinary Altair charts and figures that draw everywhere, a file for each step."""
