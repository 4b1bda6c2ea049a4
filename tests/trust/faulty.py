"""`python -m tests.trust.faulty <fault> <port>` starts a server with a planted fault."""

import sys

from app.commands.serve import listen
from app.commands.server import serve
from app.settings import Settings
from tests.trust.faults import FAULTS

if __name__ == "__main__":
    fault, port = sys.argv[1:]
    FAULTS[fault]()
    serve(Settings(), listen("127.0.0.1", int(port)))
