"""`python -m plankg.cli` is `plankg`."""

from plankg.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
