"""How it gets said: plan files and RDF files to a checked graph on disk."""

from plankg.build.assemble import Options
from plankg.build.findings import Finding
from plankg.build.run import Build, build, check

__all__ = ["Build", "Finding", "Options", "build", "check"]
