"""A printing process: `python -m certificates.printing.worker`. Reads pickled messages from its input and answers on its
output, until the input ends: so it ends too when whoever started it is killed.

A message is a Run (kept for the following ones; no answer) or a list of copies (answered by a list of Printed).
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
from typing import IO, Any

HEAD = struct.Struct(">I")


def send(stream: IO[bytes], message: Any) -> None:
    """Write one message."""
    content = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(HEAD.pack(len(content)))
    stream.write(content)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one message. Raises EOFError where the other side is gone."""
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        raise EOFError
    (size,) = HEAD.unpack(head)
    content = stream.read(size)
    if len(content) < size:
        raise EOFError
    return pickle.loads(content)


def main() -> None:
    """Print what comes in."""
    from certificates.printing.job import Run, print_copies

    inward = sys.stdin.buffer
    outward = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints must not mix with the answers
    run: Run | None = None
    while True:
        try:
            message = receive(inward)
        except EOFError:
            return
        if isinstance(message, Run):
            run = message
        elif run is not None:
            send(outward, print_copies(run, message))


if __name__ == "__main__":
    main()
