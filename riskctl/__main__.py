"""The entry point; `--version` answers before anything heavy is imported."""

import gc
import os
import sys

from riskctl import __version__


def run() -> None:
    """Run the command line and exit with its code."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"riskctl {__version__}\n")
        return
    gc.disable()  # a short-lived process: collecting costs a fifth of its time and frees nothing
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # nothing but ours takes part in validation
    from riskctl.cli.main import main

    code = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # taking a register apart object by object is a tenth of the time of a run


if __name__ == "__main__":
    run()
