"""What can happen to the documents of a case."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, PERSONAL, Operation, declare

DOCUMENT_ATTACHED = declare(
    "attachment.attached",
    "A document was attached to a case; the hash is that of the file as it was received.",
    Operation.COLLECTION,
    kind=OPERATIONAL,
    media_type=OPERATIONAL,
    size=OPERATIONAL,
    sha256=OPERATIONAL,
    incident=OPERATIONAL,
    name=PERSONAL,
)
DOCUMENT_READ = declare(
    "attachment.read",
    "Somebody was given a document of a case; the hash is that of the file as it was given out.",
    Operation.CONSULTATION,
    kind=OPERATIONAL,
    media_type=OPERATIONAL,
    size=OPERATIONAL,
    sha256=OPERATIONAL,
)
DOCUMENT_WITHDRAWN = declare(
    "attachment.withdrawn",
    "A document was withdrawn: it is given to nobody any more, and its file stays until the case is disposed of.",
    Operation.ALTERATION,
    sha256=OPERATIONAL,
    why=FREE_TEXT,
)
DOCUMENT_SCANNED = declare(
    "attachment.scanned",
    "The virus scanner looked at a document. An infected one is given to nobody; its owner was told by a task.",
    Operation.ALTERATION,
    scan=OPERATIONAL,
    sha256=OPERATIONAL,
    virus=OPERATIONAL,
)
DOCUMENT_DIFFERS = declare(
    "attachment.differs",
    "The file of a document is gone or is not the one that was received: it was given to nobody.",
    Operation.SECURITY,
    fault=OPERATIONAL,
    sha256=OPERATIONAL,
    found_sha256=OPERATIONAL,
)
