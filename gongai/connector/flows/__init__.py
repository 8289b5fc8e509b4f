"""One module for each thing we can do in a portal. A flow is chosen by the job and by the position in the journal."""
