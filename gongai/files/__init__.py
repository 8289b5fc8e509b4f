"""Files on disk: what one is, its digest, and how a private one is written."""
