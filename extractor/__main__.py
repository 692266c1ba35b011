"""`python -P -m extractor` (`-I` before Python 3.11).

Without these Python itself looks for `extractor` in the current folder first, and in a repository that holds a folder
of that name runs that. Where it has found us all the same, nothing else is taken from there.
"""

import sys

if __name__ == "__main__":
    if not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
        del sys.path[0]
    from extractor.cli import main

    main()
